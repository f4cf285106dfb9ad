import { faker } from '@faker-js/faker/locale/en';
import { toTimestamp } from '../timestamp.ts';

/** Where the seeded history ends: fixed, so that a seed means the same world on every day. */
export const SEEDED_UNTIL = Date.UTC(2026, 10, 23, 9);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A moment, with microseconds of its own. */
export function moment(ms: number): string {
  return toTimestamp(ms, faker.number.int({ max: 999 }));
}

/** So long before the end of the seeded history. */
export function ago(ms: number): string {
  return moment(SEEDED_UNTIL - ms);
}

/** A moment of a bulk job: in whole seconds, so that its rows tie. */
export function wholeSecond(ms: number): string {
  return toTimestamp(Math.floor(ms / 1000) * 1000);
}
