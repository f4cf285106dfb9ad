import type { Priority } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { createFairTurns } from './key-queue.ts';

function turn(caller: string, priority: Priority = 'interactive', name = '') {
  return { caller, priority, name };
}

it('serves mutations first, then interactive reads, then background work', () => {
  const queue = createFairTurns();
  queue.add(turn('a', 'background'));
  queue.add(turn('a', 'interactive'));
  queue.add(turn('a', 'mutation'));
  expect(queue.inOrder().map(({ priority }) => priority)).toEqual(['mutation', 'interactive', 'background']);
});

it('serves the callers of one priority in turn, and the requests of each in their order', () => {
  const queue = createFairTurns<ReturnType<typeof turn>>();
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) queue.add(turn(name.slice(0, 1), 'interactive', name));
  expect(queue.inOrder().map(({ name }) => name)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

it('does not serve a caller again before the others have had their turn', () => {
  const queue = createFairTurns<ReturnType<typeof turn>>();
  const first = turn('a', 'interactive', 'a1');
  queue.add(first);
  queue.add(turn('a', 'interactive', 'a2'));
  queue.add(turn('b', 'interactive', 'b1'));
  queue.serve(first);
  expect(queue.inOrder().map(({ name }) => name)).toEqual(['b1', 'a2']);
});

it('keeps the other turns of a caller when one of them leaves', () => {
  const queue = createFairTurns<ReturnType<typeof turn>>();
  const first = turn('a', 'interactive', 'a1');
  queue.add(first);
  queue.add(turn('b', 'interactive', 'b1'));
  queue.add(turn('a', 'interactive', 'a2'));
  queue.remove(first);
  expect(queue.inOrder().map(({ name }) => name)).toEqual(['a2', 'b1']);
});
