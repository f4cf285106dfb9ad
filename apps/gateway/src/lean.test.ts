import { once } from 'node:events';
import { createServer, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import { expect, it } from 'vitest';
import type { RequestNotes } from './context.ts';
import { createLeanAdapter, isOrdinary } from './lean.ts';

const JSON_FIRST = 'application/json, text/event-stream';

it.each([
  [true, 'POST', 'application/json', 'application/json'],
  [true, 'POST', 'application/json', JSON_FIRST],
  [true, 'POST', 'application/json', 'application/graphql-response+json, application/json'],
  [false, 'POST', 'application/json', 'text/event-stream, application/json'],
  [false, 'POST', 'application/graphql+json', 'application/json'],
  [false, 'POST', 'application/graphql', 'application/json'],
  [false, 'GET', undefined, 'application/json'],
  [false, 'GET', undefined, 'text/html'],
])('answers by itself (%s) a %s of %s that accepts %s', (isLean, method, type, accept) => {
  const req = Object.assign(new IncomingMessage(new Socket()), { method });
  Object.assign(req.headers, { accept, ...(type !== undefined && { 'content-type': type }) });
  expect(isOrdinary(req)).toBe(isLean);
});

const schema = createSchema<RequestNotes>({
  typeDefs: 'type Query { a: Int } type Subscription { tick: Int }',
  resolvers: {
    Query: { a: () => 1 },
    Subscription: {
      tick: {
        async *subscribe() {
          yield { tick: 1 };
        },
      },
    },
  },
});

it('answers with an event stream where the operation is a subscription', async () => {
  const finished: object[] = [];
  const yoga = createYoga<RequestNotes>({ schema, logging: false });
  const lean = createLeanAdapter(
    yoga,
    { bodyBytes: 1_000, uploadBytes: 1_000 },
    (result) => void finished.push(result),
  );
  await using server = createServer((req, res) => {
    const { signal } = new AbortController();
    req.headers.accept = JSON_FIRST;
    void lean(req, res, { req, res, requestId: 'id', startedAt: 0, signal });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const post = (query: string) => fetch(url, { method: 'POST', body: JSON.stringify({ query }) });
  expect(await (await post('{ a }')).json()).toEqual({ data: { a: 1 } });
  const response = await post('subscription { tick }');
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(await response.text()).toBe(':\n\nevent: next\ndata: {"data":{"tick":1}}\n\nevent: complete\ndata:\n\n');
  expect(finished).toHaveLength(2);
  server.closeAllConnections();
});
