import fc from 'fast-check';
import { createMovingList, type ModelRow, type MovingListOptions, modelRow } from './moving-list.ts';

/** `queue`: rows without a sort value arrive. `flush`: all of those go at once. */
type Movement = { kind: 'arrive' | 'vanish' | 'change' | 'queue' | 'flush'; at: number; count: number };

/** Places are thousandths of the list's length. */
const place = fc.oneof(fc.constantFrom(0, 1000), fc.nat(1000));
const kind = fc.constantFrom<Movement['kind']>('arrive', 'vanish', 'change', 'queue', 'flush');
const smallMovement: fc.Arbitrary<Movement> = fc.record({ kind, at: place, count: fc.integer({ min: 1, max: 12 }) });
// Nulls must not come to fill a search window.
const deepKind = fc.constantFrom<Movement['kind']>('arrive', 'vanish', 'change', 'flush');
const deepMovement: fc.Arbitrary<Movement> = fc.record({
  kind: deepKind,
  at: place,
  count: fc.integer({ min: 1, max: 12 }),
});
const movement: fc.Arbitrary<Movement> = fc.oneof(
  { weight: 6, arbitrary: smallMovement },
  { weight: 1, arbitrary: fc.record({ kind, at: place, count: fc.integer({ min: 1, max: 150 }) }) },
);

const says = fc.constantFrom<NonNullable<MovingListOptions['says']>>('both', 'both', 'total', 'hasMore', 'neither');

const lies = fc.constantFrom<MovingListOptions['lies']>(
  undefined,
  undefined,
  undefined,
  'zero',
  'below',
  'every other',
);

/** A list, what happens to it request by request, and how it is walked. */
export const scenario = fc.record({
  // Few distinct times make many ties.
  list: fc.oneof(
    fc.record({ count: fc.nat(40), times: fc.constantFrom(1, 4, 1000) }),
    fc.record({ count: fc.nat(500), times: fc.constantFrom(1, 3, 50, 1_000_000) }),
  ),
  nulls: fc.constantFrom(0, 0, 4, 130),
  seed: fc.nat(),
  options: fc.record({
    direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
    nullsFirst: fc.boolean(),
    cap: fc.constantFrom(100, 100, 50, 20),
    says,
    lies,
  }),
  movements: fc.array(fc.array(movement, { maxLength: 2 }), { maxLength: 15 }),
  isForward: fc.boolean(),
  size: fc.oneof(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 500 })),
});

/**
 * As above, in a list that reaches well past a search window, whose ties do not fill that window. Rows without a sort value, if
 * any, stand first.
 */
export const deepScenario = fc.record({
  list: fc.record({ count: fc.integer({ min: 100, max: 1200 }), times: fc.constantFrom(60, 1_000_000) }),
  nulls: fc.constantFrom(0, 0, 5, 130),
  seed: fc.nat(),
  options: fc.record({
    direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
    nullsFirst: fc.constant(true),
    cap: fc.constantFrom(100, 50),
    says,
    searchWindow: fc.constant(400),
  }),
  movements: fc.array(fc.array(deepMovement, { maxLength: 2 }), { maxLength: 40 }),
  isForward: fc.boolean(),
  size: fc.integer({ min: 10, max: 500 }),
});

export interface Scenario {
  list: { count: number; times: number };
  nulls: number;
  seed: number;
  options: MovingListOptions;
  movements: Movement[][];
  isForward: boolean;
  size: number;
}

/** The list of a scenario. It moves before each answer, for as long as there are movements. */
export function listOf({ list: { count, times }, nulls, seed, options, movements }: Scenario) {
  const random = randomFrom(seed);
  const timeOf = () => 1000 + Math.floor(random() * times) * (times > 1000 ? 7 : 500);
  const initial = [
    ...Array.from({ length: count }, (_, id) => modelRow(id, timeOf(), random())),
    ...Array.from({ length: nulls }, (_, index) => modelRow(count + index, null, random())),
  ];
  let id = initial.length;
  const moving = createMovingList(initial, {
    ...options,
    beforeAnswer: (request) => {
      for (const move of movements[request] ?? []) apply(move);
    },
  });
  const { rows, insert, remove } = moving;

  /** The time of the row at a place; beyond it where the place is an end of the list, and sometimes just beside it. */
  const timeAt = (index: number): number | null => {
    const time = rows[Math.min(index, rows.length - 1)]?.time;
    if (time === undefined) return timeOf();
    if (time === null) return null;
    const step = random() < 0.5 ? 0 : options.direction === 'asc' ? 1 : -1;
    return index === 0 ? time - 500 * step : time + step;
  };
  const apply = ({ kind, at, count: many }: Movement) => {
    const index = Math.round((at / 1000) * rows.length);
    for (let moved = 0; moved < many; moved++) {
      if (kind === 'arrive') insert(modelRow(id++, timeAt(index), random()));
      if (kind === 'vanish') remove(index);
      if (kind === 'change') changeRow(index + moved);
      if (kind === 'queue') insert(modelRow(id++, null, random()));
    }
    if (kind === 'flush') for (const row of rows.filter(({ time }) => time === null)) remove(rows.indexOf(row));
  };
  const changeRow = (index: number) => {
    const row: ModelRow | undefined = remove(index);
    if (row === undefined) return;
    const time = random() < 0.2 && nulls > 0 ? null : timeOf();
    const changed = modelRow(0, time, row.tie);
    insert({ ...changed, uuid: row.uuid });
  };
  return { ...moving, initial: new Set(initial.map(({ uuid }) => uuid)) };
}

/** Mulberry32. */
function randomFrom(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
