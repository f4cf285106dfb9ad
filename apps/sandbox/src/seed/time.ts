import { faker } from '@faker-js/faker/locale/en';
import { toTimestamp } from '../clock.ts';

/** End of the seeded history. It is fixed, so that a seed gives the same world every day. */
export const SEEDED_UNTIL = Date.UTC(2026, 10, 23, 9);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A timestamp with random microseconds. */
export function moment(ms: number): string {
  return toTimestamp(ms, faker.number.int({ max: 999 }));
}

/** A timestamp this long before the end of the seeded history. */
export function ago(ms: number): string {
  return moment(SEEDED_UNTIL - ms);
}

/** A timestamp in whole seconds, as bulk jobs write it: their rows have equal times. */
export function wholeSecond(ms: number): string {
  return toTimestamp(Math.floor(ms / 1000) * 1000);
}
