import { expect, it } from 'vitest';
import { ApiConnectionError, ApiStatusError } from './errors.ts';
import { createMemoryAnswers } from './memory-answers.ts';
import { createReadCache } from './read-cache.ts';
import { createSeal } from './seal.ts';

const OPERATION = { method: 'GET', path: '/lists' } as const;
const down = new ApiConnectionError('down', OPERATION, { isUnsent: false });
const refusal = (status: number) =>
  new ApiStatusError(OPERATION, { status, body: '', requestId: undefined, retryAfterMs: undefined });

function createCache(ttlMs: number) {
  const { read, forget } = createReadCache(ttlMs, createMemoryAnswers());
  return {
    forget,
    read: (scope: string, question: string, ask: (version: string) => Promise<unknown>) =>
      read({ scope, question, seal: createSeal('key', scope) }, ask),
  };
}

const answers =
  (...given: unknown[]) =>
  async () => {
    const next = given.shift();
    if (next instanceof Error) throw next;
    return next;
  };

it('keeps an answer for those with the same scope and question', async () => {
  const cache = createCache(60_000);
  const ask = answers('one', 'two', 'three');
  expect(await cache.read('a', 'lists', ask)).toEqual({ answer: 'one', freshness: 'asked' });
  expect(await cache.read('a', 'lists', ask)).toEqual({ answer: 'one', freshness: 'cached' });
  expect(await cache.read('b', 'lists', ask)).toEqual({ answer: 'two', freshness: 'asked' });
  expect(await cache.read('a', 'tags', ask)).toEqual({ answer: 'three', freshness: 'asked' });
});

it('keeps nothing when told to keep for 0 ms', async () => {
  const cache = createCache(0);
  const ask = answers('one', 'two');
  await cache.read('a', 'lists', ask);
  expect(await cache.read('a', 'lists', ask)).toEqual({ answer: 'two', freshness: 'asked' });
});

it('forgets one scope when its caller writes', async () => {
  const cache = createCache(60_000);
  const ask = answers('one', 'two', 'three');
  await cache.read('a', 'lists', ask);
  await cache.read('b', 'lists', ask);
  await cache.forget('a');
  expect(await cache.read('a', 'lists', ask)).toEqual({ answer: 'three', freshness: 'asked' });
  expect(await cache.read('b', 'lists', ask)).toEqual({ answer: 'two', freshness: 'cached' });
});

it('does not keep what was asked before a write ended', async () => {
  const cache = createCache(60_000);
  const slow = Promise.withResolvers<unknown>();
  const reading = cache.read('a', 'lists', () => slow.promise);
  await cache.forget('a');
  slow.resolve('before');
  await reading;
  expect(await cache.read('a', 'lists', answers('after'))).toEqual({ answer: 'after', freshness: 'asked' });
});

it('lets no read be shared with one that was asked for before a write ended', async () => {
  const cache = createCache(60_000);
  const versions: string[] = [];
  const ask = async (version: string) => {
    versions.push(version);
    throw down;
  };
  const read = () => cache.read('a', 'lists', ask).catch(() => {});
  await Promise.all([read(), read()]);
  await cache.forget('a');
  await read();
  expect(versions[1]).toBe(versions[0]);
  expect(versions[2]).not.toBe(versions[0]);
});

it('gives an old answer when the upstream fails, but never after a denial', async () => {
  const cache = createCache(1);
  const old = () => new Promise((resolve) => setTimeout(resolve, 5));
  await cache.read('a', 'lists', answers('one'));
  await old();
  expect(await cache.read('a', 'lists', answers(down))).toEqual({ answer: 'one', freshness: 'stale' });
  await expect(cache.read('a', 'lists', answers(refusal(403)))).rejects.toMatchObject({ status: 403 });
  await expect(cache.read('a', 'lists', answers(down))).rejects.toBe(down);
});

it('passes on what is no failure of the upstream', async () => {
  const cache = createCache(1);
  await cache.read('a', 'lists', answers('one'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const left = new Error('the caller left');
  await expect(cache.read('a', 'lists', answers(left))).rejects.toBe(left);
});
