import type { ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { WINDOW } from '../test/mock-upstream.ts';
import { startServer } from '../test/server.ts';
import type { AnswerStore } from './answer-store.ts';
import { createApiClient } from './client.ts';
import { createLocalEvents, type EventBus } from './events.ts';
import { createMemoryAnswers } from './memory-answers.ts';
import type { UpstreamCall } from './request.ts';
import { createUpstream } from './upstream.ts';

/** A client of a server that answers the lists asked for when it is told to, with a store and a bus that others have too. */
async function startReader(answers: AnswerStore, events: EventBus) {
  await using opened = new AsyncDisposableStack();
  const waiting: ServerResponse[] = [];
  const server = opened.use(await startServer((_request, response) => void waiting.push(response)));
  const options = { url: server.url, timeoutMs: 10_000, smallCollectionTtlMs: 60_000 };
  const upstream = opened.use(createUpstream({ ...options, answers, events }));
  const calls: UpstreamCall[] = [];
  const { lists } = createApiClient({ upstream, apiKey: 'key', onCall: (call) => calls.push(call) });
  const owned = opened.move();
  return {
    waiting,
    calls,
    list: (signal?: AbortSignal) =>
      signal ? createApiClient({ upstream, apiKey: 'key', signal }).lists.list(WINDOW) : lists.list(WINDOW),
    answer: (total: number) => waiting.shift()?.end(JSON.stringify({ data: [], total })),
    untilAsked: (times: number) => vi.waitFor(() => expect(waiting).toHaveLength(times), { timeout: 10_000 }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A store that notes whose answers it keeps, to have them emptied as by someone else. */
function createSpiedAnswers() {
  const { find, ...store } = createMemoryAnswers();
  const scopes = new Set<string>();
  return {
    ...store,
    find: ((place) => {
      scopes.add(place.scope);
      return find(place);
    }) satisfies AnswerStore['find'],
    emptyAll: () => Promise.all([...scopes].map(store.empty)),
    scopes,
  };
}

it('joins no read of a small collection that began before others wrote, though nobody told of it', async () => {
  const answers = createSpiedAnswers();
  await using reader = await startReader(answers, createLocalEvents());
  const before = reader.list();
  const joined = reader.list();
  await reader.untilAsked(1);
  await answers.emptyAll();
  const after = reader.list();
  await reader.untilAsked(2);
  reader.answer(1);
  expect(await before).toMatchObject({ total: 1 });
  expect(await joined).toMatchObject({ total: 1 });
  reader.answer(2);
  expect(await after).toMatchObject({ total: 2 });
  expect(await reader.list()).toMatchObject({ total: 2 });
  expect(reader.calls.map(({ source }) => source)).toEqual(['upstream', 'joined', 'upstream', 'cached']);
});

it('joins no read that began before others wrote, as they tell', async () => {
  const answers = createSpiedAnswers();
  const events = createLocalEvents();
  await using reader = await startReader({ ...answers, empty: () => Promise.resolve() }, events);
  const before = reader.list();
  await reader.untilAsked(1);
  for (const scope of answers.scopes) await events.publish('scopeWritten', { scope });
  const after = reader.list();
  await reader.untilAsked(2);
  reader.answer(1);
  reader.answer(2);
  expect([await before, await after]).toMatchObject([{ total: 1 }, { total: 2 }]);
});

it('asks nothing for a caller who has left while the store was silent', async () => {
  const silence = Promise.withResolvers<void>();
  const { find, ...store } = createMemoryAnswers();
  const slowly: AnswerStore['find'] = (place) => silence.promise.then(() => find(place));
  await using reader = await startReader({ ...store, find: slowly }, createLocalEvents());
  const controller = new AbortController();
  const left = reader.list(controller.signal);
  controller.abort(new Error('left'));
  silence.resolve();
  await expect(left).rejects.toThrow('left');
  const other = reader.list();
  await reader.untilAsked(1);
  reader.answer(1);
  await other;
  expect(reader.calls.map(({ source }) => source)).toEqual(['upstream']);
});
