import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiConnectionError, ApiStatusError } from '../errors.ts';
import { createCacheStore } from './cache-store.ts';

const OPERATION = { method: 'GET', path: '/lists' } as const;
const down = new ApiConnectionError('down', OPERATION, { isUnsent: false });
const refusal = (status: number) =>
  new ApiStatusError(OPERATION, { status, body: '', requestId: undefined, retryAfterMs: undefined });

const TTL_MS = 30_000;
const LIMITS = { maxAgeMs: TTL_MS, mayBeStale: true };
const LISTS = { key: 'key', scope: 'scope', question: 'lists' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createCache(maxAgeMs = TTL_MS) {
  const cache = createCacheStore();
  /** Reads with one answer, or one failure, of the upstream. */
  const read = (given: unknown, changes: Partial<typeof LISTS> = {}) =>
    cache.read({ ...LISTS, ...changes }, { ...LIMITS, maxAgeMs }, async () => {
      if (given instanceof Error) throw given;
      return given;
    });
  return { ...cache, read };
}

it('keeps an answer for equal scopes and questions only', async () => {
  const { read } = createCache();
  expect(await read('one')).toMatchObject({ answer: 'one', freshness: 'asked' });
  expect(await read('two')).toMatchObject({ answer: 'one', freshness: 'cached' });
  expect(await read('two', { scope: 'another' })).toMatchObject({ answer: 'two', freshness: 'asked' });
  expect(await read('three', { question: 'tags' })).toMatchObject({ answer: 'three', freshness: 'asked' });
});

it('asks again when the time is over', async () => {
  const { read } = createCache();
  await read('one');
  await vi.advanceTimersByTimeAsync(TTL_MS);
  expect(await read('two')).toMatchObject({ answer: 'two', freshness: 'asked' });
});

it('keeps nothing when it is told to keep for 0 ms', async () => {
  const { read } = createCache(0);
  await read('one');
  expect(await read('two')).toMatchObject({ answer: 'two', freshness: 'asked' });
});

it('forgets one scope and keeps the others', async () => {
  const { read, forget } = createCache();
  await read('one');
  await read('two', { scope: 'another' });
  forget('scope');
  expect(await read('three')).toMatchObject({ answer: 'three', freshness: 'asked' });
  expect(await read('three', { scope: 'another' })).toMatchObject({ answer: 'two', freshness: 'cached' });
});

it('forgets all teams of a refused API key, and no other key', async () => {
  const { read, forget } = createCache();
  for (const scope of ['team 1', 'team 2']) await read('old', { scope });
  await read('old', { key: 'other key', scope: 'team 3' });
  forget('key');
  for (const scope of ['team 1', 'team 2']) expect(await read('new', { scope })).toMatchObject({ answer: 'new' });
  expect(await read('new', { key: 'other key', scope: 'team 3' })).toMatchObject({ answer: 'old' });
});

it.each(['scope', 'key'])('does not keep an answer whose read began before its %s was forgotten', async (name) => {
  const cache = createCacheStore();
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read(LISTS, LIMITS, () => slow.promise);
  cache.forget(name);
  slow.resolve('before');
  await reading;
  expect(await cache.read(LISTS, LIMITS, async () => 'after')).toMatchObject({ answer: 'after', freshness: 'asked' });
});

it('does not keep an answer whose read began before everything was forgotten', async () => {
  const cache = createCacheStore();
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read(LISTS, LIMITS, () => slow.promise);
  cache.forgetAll();
  slow.resolve('before');
  await reading;
  expect(await cache.read(LISTS, LIMITS, async () => 'after')).toMatchObject({ answer: 'after', freshness: 'asked' });
});

it('gives an old answer when the upstream fails, but never after a refusal', async () => {
  const { read } = createCache();
  await read('one');
  await vi.advanceTimersByTimeAsync(TTL_MS);
  expect(await read(down)).toMatchObject({ answer: 'one', freshness: 'stale' });
  await expect(read(refusal(403))).rejects.toMatchObject({ status: 403 });
  await expect(read(down)).rejects.toBe(down);
});

it('gives no old answer for a key that was refused while the upstream was asked', async () => {
  const cache = createCacheStore();
  await cache.read(LISTS, LIMITS, async () => 'one');
  await vi.advanceTimersByTimeAsync(TTL_MS);
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read(LISTS, LIMITS, () => slow.promise);
  cache.forget('key');
  slow.reject(down);
  await expect(reading).rejects.toBe(down);
});

it('passes on what is no failure of the upstream', async () => {
  const { read } = createCache();
  await read('one');
  await vi.advanceTimersByTimeAsync(TTL_MS);
  const left = new Error('the caller left');
  await expect(read(left)).rejects.toBe(left);
});

it('holds a bounded amount, however many keys and questions there are', async () => {
  const { read } = createCache();
  const row = 'x'.repeat(2 ** 19);
  for (let index = 0; index < 200; index++) await read(row, { scope: `${index}` });
  expect(await read('new', { scope: '0' })).toMatchObject({ freshness: 'asked' });
  expect(await read('new', { scope: '199' })).toMatchObject({ freshness: 'cached' });
  await read('x'.repeat(2 ** 21), { scope: 'large' });
  expect(await read('new', { scope: 'large' })).toMatchObject({ freshness: 'asked' });
});

it('gives an answer that is young enough for this reader, and none that is too old when the upstream fails', async () => {
  const cache = createCacheStore();
  const readWithin = (maxAgeMs: number, given: unknown) =>
    cache.read(LISTS, { maxAgeMs, mayBeStale: false }, async () => {
      if (given instanceof Error) throw given;
      return given;
    });
  await readWithin(5_000, 'one');
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await readWithin(5_000, 'two')).toEqual({ answer: 'one', freshness: 'cached', ageMs: 3_000 });
  expect(await readWithin(2_000, 'two')).toEqual({ answer: 'two', freshness: 'asked', ageMs: 0 });
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(readWithin(2_000, down)).rejects.toBe(down);
});

it('counts the age from the moment an answer was asked for', async () => {
  const cache = createCacheStore();
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read(LISTS, LIMITS, () => slow.promise);
  await vi.advanceTimersByTimeAsync(4_000);
  slow.resolve('one');
  await reading;
  expect(await cache.read(LISTS, LIMITS, async () => 'two')).toMatchObject({ answer: 'one', ageMs: 4_000 });
});

it('does not keep the answer of a read that began before, for somebody else', async () => {
  const cache = createCacheStore();
  await cache.read(LISTS, { ...LIMITS, mayKeep: () => false }, async () => 'joined');
  expect(await cache.read(LISTS, LIMITS, async () => 'own')).toMatchObject({ answer: 'own', freshness: 'asked' });
});
