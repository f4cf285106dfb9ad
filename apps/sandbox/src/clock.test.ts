import { expect, it, vi } from 'vitest';
import { createClock } from './clock.ts';

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
