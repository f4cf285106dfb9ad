import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { createGraph, GraphError } from './graph.ts';
import { StoppedError } from './patience.ts';

type Reply = { errors: object[]; data?: object } | { data: object } | 'reset' | 404 | 502;

const RIGHT = { data: { answer: 42 } };
const refusal = (code: string, extensions = {}) => ({
  errors: [{ message: 'No.', extensions: { code, ...extensions } }],
});

/** A server that gives these replies, the last one again and again, and a graph that asks it. */
async function startReplying(replies: Reply[], giveUpAfterMs = 10_000) {
  const headers: Record<string, unknown>[] = [];
  const waits: string[] = [];
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    headers.push(request.headers);
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (reply === 'reset') response.destroy();
    else if (typeof reply === 'number') response.writeHead(reply).end('<html>');
    else response.setHeader('x-upstream-requests', '2').end(JSON.stringify(reply));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const onWait = (ms: number, why: string) => void waits.push(`${ms} ${why}`);
  const graph = createGraph({ url, key: 'key', teamId: '7', giveUpAfterMs, signal: stopping.signal, onWait });
  return {
    graph,
    headers,
    waits,
    stopping,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

it('asks in the background, with the key and the team, and adds up the requests to GetSales', async () => {
  await using replying = await startReplying([RIGHT]);
  expect(await replying.graph.ask('{ answer }', {})).toEqual({ answer: 42 });
  expect(replying.headers).toMatchObject([{ authorization: 'Bearer key', 'team-id': '7', priority: 'u=7' }]);
  expect(replying.graph.upstreamRequests).toBe(2);
});

it('waits as long as a used-up budget says, however often', async () => {
  const limited = refusal('RATE_LIMITED', { retryAfterMs: 20 });
  await using replying = await startReplying([...Array.from({ length: 5 }, () => limited), RIGHT], 0);
  expect(await replying.graph.ask('{ answer }', {})).toEqual({ answer: 42 });
  expect(replying.waits).toEqual(Array.from({ length: 5 }, () => '20 RATE_LIMITED: No.'));
});

it('gives up an outage after its time', async () => {
  await using replying = await startReplying([refusal('UPSTREAM_UNAVAILABLE')], 30);
  await expect(replying.graph.ask('{ answer }', {})).rejects.toThrow(StoppedError);
  expect(replying.waits).toEqual(['30 UPSTREAM_UNAVAILABLE: No.']);
});

it('stops waiting when it is asked to stop', async () => {
  await using replying = await startReplying([refusal('RATE_LIMITED', { retryAfterMs: 600_000 })]);
  const asked = replying.graph.ask('{ answer }', {});
  await expect.poll(() => replying.waits).toHaveLength(1);
  replying.stopping.abort();
  await expect(asked).rejects.toThrow('Interrupted.');
});

it.each(['reset', 502] as const)('repeats after %s only what may be repeated', async (fault) => {
  await using replying = await startReplying([fault, RIGHT]);
  expect(replying.graph.lostAt).toBe(0);
  expect(await replying.graph.askOnce('mutation { answer }', {})).toBeUndefined();
  expect(replying.graph.lostAt).toBeGreaterThan(0);
  await using again = await startReplying([fault, RIGHT]);
  expect(await again.graph.ask('{ answer }', {})).toEqual({ answer: 42 });
});

it('refuses at once what asking again does not mend', async () => {
  await using replying = await startReplying([refusal('BAD_USER_INPUT', { fields: { 'lead.workEmail': ['Bad.'] } })]);
  const error = await replying.graph.ask('{ answer }', {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GraphError);
  expect(error).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'lead.workEmail': ['Bad.'] } });
  await using elsewhere = await startReplying([404]);
  await expect(elsewhere.graph.ask('{ answer }', {})).rejects.toThrow('does not answer as a GraphQL server');
});

it('leaves a value empty that stays unreadable, and says which', async () => {
  const path = ['page', 'nodes', 3, 'createdAt'];
  const errors = [{ message: 'No.', path, extensions: { code: 'UPSTREAM_ERROR' } }];
  await using replying = await startReplying([{ ...RIGHT, errors }]);
  expect(await replying.graph.ask('{ answer }', {})).toEqual({ answer: 42 });
  expect(replying.headers).toHaveLength(3);
  expect(replying.waits.at(-1)).toBe('0 Left empty, since it cannot be read: page.nodes.3.createdAt');
});
