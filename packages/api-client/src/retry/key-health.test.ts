import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiConnectionError, ApiStatusError } from '../errors.ts';
import { createKeyHealth, type KeyHealth } from './key-health.ts';

const OPERATION = { method: 'GET', path: '/leads' } as const;
const PROBE_AFTER_MS = 1_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const succeed = ({ breaker }: KeyHealth) => breaker.guard(OPERATION, async () => 'answer');

async function fail({ breaker }: KeyHealth, status = 503, times = 1) {
  const refusal = { status, body: '', requestId: undefined, retryAfterMs: undefined };
  const ask = async () => Promise.reject(new ApiStatusError(OPERATION, refusal));
  for (let time = 0; time < times; time++) await breaker.guard(OPERATION, ask).catch(() => {});
}

/** The health of keys, those of `down` failing. */
async function startFailing(...down: string[]) {
  const healthOf = createKeyHealth({ probeAfterMs: PROBE_AFTER_MS });
  const keepDown = async () => {
    for (const key of down) await fail(healthOf(key), 503, 20);
  };
  await keepDown();
  return { healthOf, keepDown };
}

it('fails a third key fast while two of three find the upstream down, but for a probe', async () => {
  const { healthOf } = await startFailing('a', 'b');
  const third = healthOf('c');
  // The first request is a probe. It fails, and says nothing of the key itself.
  await fail(third);
  await expect(succeed(third)).rejects.toBeInstanceOf(ApiConnectionError);
  expect(third.breaker.isOpen()).toBe(false);
  vi.advanceTimersByTime(PROBE_AFTER_MS - 1);
  await expect(succeed(third)).rejects.toBeInstanceOf(ApiConnectionError);
  vi.advanceTimersByTime(1);
  await expect(succeed(third)).resolves.toBe('answer');
  await expect(succeed(third)).resolves.toBe('answer');
});

it.each([200, 404, 500])('lets a key go on that had an answer of %i lately, and no longer', async (status) => {
  const { healthOf, keepDown } = await startFailing('a', 'b');
  const answered = healthOf('c');
  await (status === 200 ? succeed(answered) : fail(answered, status));
  vi.advanceTimersByTime(9_000);
  await keepDown();
  for (let time = 0; time < 3; time++) await expect(succeed(answered)).resolves.toBe('answer');
  vi.advanceTimersByTime(10_001);
  await keepDown();
  // The first request is a probe.
  await fail(answered);
  await expect(succeed(answered)).rejects.toBeInstanceOf(ApiConnectionError);
});

it.each([
  ['one of two', ['a'], ['c']],
  ['two of four', ['a', 'b'], ['c', 'd']],
])('fails nobody else while %s keys find the upstream down', async (_, down, up) => {
  const { healthOf } = await startFailing(...down);
  for (const key of up) healthOf(key);
  for (const key of [...up, ...up]) await fail(healthOf(key));
  for (const key of up) await expect(succeed(healthOf(key))).resolves.toBe('answer');
});

it('does not count keys that have been quiet for ten seconds', async () => {
  const { healthOf } = await startFailing('a', 'b');
  vi.advanceTimersByTime(10_001);
  await fail(healthOf('c'));
  await expect(succeed(healthOf('c'))).resolves.toBe('answer');
});

it('reports once that a key found the upstream down, whatever its probes show, and once that it is back', async () => {
  const notes: [name: string, report: object][] = [];
  const healthOf = createKeyHealth({
    probeAfterMs: PROBE_AFTER_MS,
    observer: {
      breakerOpened: (report) => void notes.push(['opened', report]),
      breakerClosed: (report) => void notes.push(['closed', report]),
    },
  });
  const health = healthOf('a');
  await succeed(health);
  await fail(health, 503, 20);
  for (let probes = 0; probes < 2; probes++) {
    vi.advanceTimersByTime(PROBE_AFTER_MS + 1);
    await fail(health);
  }
  expect(notes).toEqual([['opened', { key: 'a' }]]);
  vi.advanceTimersByTime(PROBE_AFTER_MS + 1);
  await succeed(health);
  await succeed(health);
  expect(notes).toEqual([
    ['opened', { key: 'a' }],
    ['closed', { key: 'a' }],
  ]);
});
