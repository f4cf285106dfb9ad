import { faker } from '@faker-js/faker/locale/en';
import type { Collection } from '../collection.ts';
import { ago, DAY } from './time.ts';

/** When a row was made, and last changed. */
interface Times {
  created_at: string;
  updated_at: string;
}

export type Fill = <R extends { uuid: string }>(rows: Collection<R>, toRow: (times: Times) => Partial<R>) => void;

/** Inserts `count` rows, made at some time in the last 200 days. */
export function toFill(count: number): Fill {
  return (rows, toRow) => {
    for (let index = 0; index < count; index++) {
      const at = faker.number.int({ min: DAY, max: 200 * DAY });
      rows.insert(toRow({ created_at: ago(at), updated_at: ago(at / 2) }));
    }
  };
}

/** The UUID of one of the rows. */
export function pick(rows: { all(): readonly { uuid: string }[] }): string {
  const all = rows.all();
  return all[faker.number.int({ max: Math.max(0, all.length - 1) })]?.uuid ?? '';
}
