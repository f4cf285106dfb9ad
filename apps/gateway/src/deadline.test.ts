import { expect, it, vi } from 'vitest';
import { startDeadline } from './deadline.ts';

it('aborts with a TimeoutError when the time is up', async () => {
  using deadline = startDeadline(new AbortController().signal, 1);
  await vi.waitFor(() => expect(deadline.signal.aborted).toBe(true));
  expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' });
});

it("aborts with the caller's reason when the caller leaves, or has left", () => {
  const caller = new AbortController();
  using before = startDeadline(caller.signal, 60_000);
  expect(before.signal.aborted).toBe(false);
  caller.abort(new Error('gone'));
  using after = startDeadline(caller.signal, 60_000);
  expect([before.signal.reason, after.signal.reason]).toEqual([new Error('gone'), new Error('gone')]);
});

it('no longer aborts once it is disposed', () => {
  vi.useFakeTimers();
  const caller = new AbortController();
  const deadline = startDeadline(caller.signal, 1000);
  deadline[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  caller.abort();
  expect(deadline.signal.aborted).toBe(false);
  vi.useRealTimers();
});

it('without a limit, aborts only when the caller leaves', () => {
  vi.useFakeTimers();
  const caller = new AbortController();
  using deadline = startDeadline(caller.signal);
  expect([vi.getTimerCount(), deadline.leftMs()]).toEqual([0, Number.POSITIVE_INFINITY]);
  caller.abort(new Error('gone'));
  expect(deadline.signal.reason).toEqual(new Error('gone'));
  vi.useRealTimers();
});
