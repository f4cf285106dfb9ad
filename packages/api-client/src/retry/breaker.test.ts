import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiBudgetError, ApiConnectionError, ApiStatusError, ApiTimeoutError } from '../errors.ts';
import { type Breaker, createBreaker } from './breaker.ts';

const OPERATION = { method: 'GET', path: '/leads' } as const;

// The breaker tells the time by `Date`.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const failing = (status: number) => async () => {
  throw new ApiStatusError(OPERATION, { status, body: '', requestId: undefined, retryAfterMs: undefined });
};

async function fail(breaker: Breaker, status: number, times: number) {
  for (let time = 0; time < times; time++) await breaker.guard(OPERATION, failing(status)).catch(() => {});
}

it('fails fast while the upstream is down', async () => {
  const breaker = createBreaker({ probeAfterMs: 60_000 });
  await fail(breaker, 503, 20);
  let asked = false;
  const answer = breaker.guard(OPERATION, async () => {
    asked = true;
  });
  await expect(answer).rejects.toBeInstanceOf(ApiConnectionError);
  expect(asked).toBe(false);
});

it.each([429, 500, 401, 422])('is not opened by %i', async (status) => {
  const breaker = createBreaker({ probeAfterMs: 60_000 });
  await fail(breaker, status, 50);
  await expect(breaker.guard(OPERATION, async () => 'answer')).resolves.toBe('answer');
});

it('lets a probe through after a while, and closes when it succeeds', async () => {
  const breaker = createBreaker({ probeAfterMs: 1 });
  await fail(breaker, 503, 20);
  vi.advanceTimersByTime(5);
  await expect(breaker.guard(OPERATION, async () => 'up')).resolves.toBe('up');
  await expect(breaker.guard(OPERATION, async () => 'still up')).resolves.toBe('still up');
});

it('is not opened by what ended before it left', async () => {
  const breaker = createBreaker({ probeAfterMs: 60_000 });
  const cause = new DOMException('The operation took too long', 'TimeoutError');
  for (let time = 0; time < 50; time++) {
    const waiting = async () => {
      throw new ApiTimeoutError('Upstream timed out', OPERATION, { cause, isUnsent: true });
    };
    await breaker.guard(OPERATION, waiting).catch(() => {});
  }
  await expect(breaker.guard(OPERATION, async () => 'answer')).resolves.toBe('answer');
});

it('stays open after a probe that nobody answered', async () => {
  const breaker = createBreaker({ probeAfterMs: 20 });
  await fail(breaker, 503, 20);
  vi.advanceTimersByTime(25);
  const refused = breaker.guard(OPERATION, async () => {
    throw new ApiBudgetError(OPERATION, { retryAfterMs: 1 });
  });
  await expect(refused).rejects.toBeInstanceOf(ApiBudgetError);
  await expect(breaker.guard(OPERATION, async () => 'answer')).rejects.toBeInstanceOf(ApiConnectionError);
});
