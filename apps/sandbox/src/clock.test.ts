import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { createClock, fromTimestamp, toTimestamp } from './clock.ts';

it('stands still until it is advanced, and does each task at its own time', () => {
  const clock = createClock({ startMs: 1_000, ticking: false });
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, clock.now()]);
  clock.after(20, note('late'));
  clock.after(10, () => {
    note('early')();
    clock.after(5, note('between'));
  });
  clock.advance(9);
  expect(seen).toEqual([]);
  clock.advance(20);
  expect(seen).toEqual([
    ['early', 1_010],
    ['between', 1_015],
    ['late', 1_020],
  ]);
  expect(clock.now()).toBe(1_029);
});

it('forgets its tasks and goes back when it is reset', () => {
  const clock = createClock({ startMs: 1_000, ticking: false });
  const task = vi.fn();
  clock.after(10, task);
  clock.advance(5);
  clock.reset();
  clock.advance(100);
  expect(task).not.toHaveBeenCalled();
  expect(clock.now()).toBe(1_100);
});

it('follows real time where it ticks, and can be pushed on', async () => {
  const clock = createClock({ startMs: 1_000, ticking: true });
  const task = vi.fn();
  clock.after(30, task);
  await vi.waitFor(() => expect(task).toHaveBeenCalledOnce());
  clock.after(3_600_000, task);
  clock.advance(3_600_000);
  expect(task).toHaveBeenCalledTimes(2);
  expect(clock.now()).toBeGreaterThanOrEqual(3_601_030);
});

it('writes microseconds and Z, and reads what it writes', () => {
  expect(toTimestamp(Date.UTC(2026, 1, 3, 15, 55, 4))).toBe('2026-02-03T15:55:04.000000Z');
  const instants = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 999 }));
  fc.assert(fc.property(instants, ([ms, micros]) => fromTimestamp(toTimestamp(ms, micros)) === ms * 1000 + micros));
});

it.each([
  ['2026-02-03', '2026-02-03T00:00:00.000000Z'],
  ['2026-02-03 15:55:04', '2026-02-03T15:55:04.000000Z'],
  ['2026-02-03T15:55:04.5Z', '2026-02-03T15:55:04.500000Z'],
  ['2026-02-03T16:55:04+01:00', '2026-02-03T15:55:04.000000Z'],
])('reads %s as %s', (text, same) => {
  expect(fromTimestamp(text)).toBe(fromTimestamp(same));
});

it.each(['', 'soon', '2026-13-01', '0f1e2d3c-0000-4000-8000-000000000001', '2026-02-03T25:00:00Z'])(
  'takes %j for no timestamp',
  (text) => {
    expect(fromTimestamp(text)).toBeNull();
  },
);
