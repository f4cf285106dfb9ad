import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiConnectionError, ApiStatusError } from '../errors.ts';
import { createReadCache } from './read-cache.ts';

const OPERATION = { method: 'GET', path: '/lists' } as const;
const down = new ApiConnectionError('down', OPERATION, { isUnsent: false });
const refusal = (status: number) =>
  new ApiStatusError(OPERATION, { status, body: '', requestId: undefined, retryAfterMs: undefined });

const TTL_MS = 30_000;
const LISTS = { key: 'key', scope: 'scope', question: 'lists' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createCache(ttlMs = TTL_MS) {
  const cache = createReadCache(ttlMs);
  /** Reads with one answer, or one failure, of the upstream. */
  const read = (given: unknown, changes: Partial<typeof LISTS> = {}) =>
    cache.read({ ...LISTS, ...changes }, async () => {
      if (given instanceof Error) throw given;
      return given;
    });
  return { ...cache, read };
}

it('keeps an answer for equal scopes and questions only', async () => {
  const { read } = createCache();
  expect(await read('one')).toEqual({ answer: 'one', freshness: 'asked' });
  expect(await read('two')).toEqual({ answer: 'one', freshness: 'cached' });
  expect(await read('two', { scope: 'another' })).toEqual({ answer: 'two', freshness: 'asked' });
  expect(await read('three', { question: 'tags' })).toEqual({ answer: 'three', freshness: 'asked' });
});

it('asks again when the time is over', async () => {
  const { read } = createCache();
  await read('one');
  await vi.advanceTimersByTimeAsync(TTL_MS);
  expect(await read('two')).toEqual({ answer: 'two', freshness: 'asked' });
});

it('keeps nothing when it is told to keep for 0 ms', async () => {
  const { read } = createCache(0);
  await read('one');
  expect(await read('two')).toEqual({ answer: 'two', freshness: 'asked' });
});

it('forgets one scope and keeps the others', async () => {
  const { read, forget } = createCache();
  await read('one');
  await read('two', { scope: 'another' });
  forget('scope');
  expect(await read('three')).toEqual({ answer: 'three', freshness: 'asked' });
  expect(await read('three', { scope: 'another' })).toEqual({ answer: 'two', freshness: 'cached' });
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
  const cache = createReadCache(TTL_MS);
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read(LISTS, () => slow.promise);
  cache.forget(name);
  slow.resolve('before');
  await reading;
  expect(await cache.read(LISTS, async () => 'after')).toEqual({ answer: 'after', freshness: 'asked' });
});

it('does not keep an answer whose read began before everything was forgotten', async () => {
  const cache = createReadCache(TTL_MS);
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read(LISTS, () => slow.promise);
  cache.forgetAll();
  slow.resolve('before');
  await reading;
  expect(await cache.read(LISTS, async () => 'after')).toEqual({ answer: 'after', freshness: 'asked' });
});

it('gives an old answer when the upstream fails, but never after a refusal', async () => {
  const { read } = createCache();
  await read('one');
  await vi.advanceTimersByTimeAsync(TTL_MS);
  expect(await read(down)).toEqual({ answer: 'one', freshness: 'stale' });
  await expect(read(refusal(403))).rejects.toMatchObject({ status: 403 });
  await expect(read(down)).rejects.toBe(down);
});

it('gives no old answer for a key that was refused while the upstream was asked', async () => {
  const cache = createReadCache(TTL_MS);
  await cache.read(LISTS, async () => 'one');
  await vi.advanceTimersByTimeAsync(TTL_MS);
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read(LISTS, () => slow.promise);
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
