import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { JSON_TYPE } from './adapter.ts';
import { eventually } from './eventually.ts';
import { type Stack, startStack } from './stack.ts';

/** What the gateway logged of operations, without what differs from run to run. */
async function operationsOf(stack: Stack, count: number): Promise<unknown[]> {
  const operations = () => stack.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'operation');
  await eventually(() => expect(operations()).toHaveLength(count));
  return operations().map(({ time: _, ms, ...entry }) => {
    expect(ms).toBeTypeOf('number');
    return entry;
  });
}

it('writes one line for each operation, with its name, cost and codes', async () => {
  await using stack = await startStack();
  await stack.post(
    { query: 'query Names { leads(first: 1) { nodes { name } } }' },
    {
      headers: { 'x-request-id': 'id-1', 'apollographql-client-name': 'inbox', 'apollographql-client-version': '1.2' },
    },
  );
  stack.sandbox.faults.add({ kind: 'status', status: 503, times: 1 });
  await stack.post(
    { query: 'query Retried { leads(first: 2) { nodes { uuid } } }' },
    { headers: { 'x-request-id': 'id-2' } },
  );
  stack.sandbox.faults.add({ kind: 'status', status: 403 });
  await stack.post({ query: '{ a: viewer { id } b: viewer { id } }' }, { headers: { 'x-request-id': 'id-3' } });
  await stack.post({ query: '{' }, { headers: { 'x-request-id': 'id-4' } });
  const call = { method: 'GET', path: '/leads/api/leads', requests: 1, status: 200, rows: 1, source: 'upstream' };
  expect(await operationsOf(stack, 4)).toMatchObject([
    {
      level: 'info',
      requestId: 'id-1',
      operation: 'Names',
      type: 'query',
      client: 'inbox 1.2',
      upstream: { requests: 1, calls: [call] },
    },
    { requestId: 'id-2', operation: 'Retried', upstream: { requests: 2, calls: [{ ...call, requests: 2, rows: 2 }] } },
    { level: 'info', requestId: 'id-3', type: 'query', codes: ['FORBIDDEN'] },
    { level: 'info', requestId: 'id-4', upstream: { requests: 0 }, codes: ['GRAPHQL_PARSE_FAILED'] },
  ]);
});

it('writes a short line for an operation of many requests', async () => {
  await using stack = await startStack({ env: { MAX_ALIASES: '100' } });
  const aliases = Array.from({ length: 60 }, (_, i) => `a${i}: leads(first: ${i + 1}) { nodes { uuid } }`);
  await stack.query(`{ ${aliases.join(' ')} }`);
  const [operation] = await operationsOf(stack, 1);
  expect(operation).toMatchObject({ upstream: { requests: 60, moreCalls: 40 } });
  for (const line of stack.log) expect(line.length).toBeLessThan(10_000);
});

it("logs why the upstream failed as a warning, without the upstream's words", async () => {
  await using stack = await startStack();
  stack.sandbox.faults.add({ kind: 'broken-json' });
  await stack.query(
    'mutation { deleteLead(input: { leadId: "00000000-0000-4000-8000-000000000000" }) { deletedLeadId } }',
  );
  await stack.query('{ leads(first: 1) { nodes { name } } }');
  const name = stack.sandbox.world.leads.all().at(-1)?.name;
  expect(name).toBeTruthy();
  const operations = await operationsOf(stack, 2);
  expect(operations.at(-1)).toMatchObject({
    level: 'warn',
    codes: ['UPSTREAM_ERROR'],
    causes: [{ type: 'ApiBodyError', cause: { type: 'UnexpectedBody', cause: { type: 'SyntaxError' } } }],
  });
  expect(stack.log.join('')).not.toContain(name);
});

it('logs no key, no team, no variable and no text', async () => {
  const keys = { 'a-very-secret-key': { teamId: 31_415 } };
  await using stack = await startStack({ env: { LOG_LEVEL: 'trace' }, sandbox: { keys } });
  const { leads, senderProfiles, messages } = stack.sandbox.world;
  const [leadId, senderProfileId] = [leads.all()[0]?.uuid, senderProfiles.all()[0]?.uuid];
  const send = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { text } } }';
  const input = { leadId, senderProfileId, text: 'My dear Watson' };
  const sent = await stack.query(send, { input }, { 'team-id': '31415' });
  expect(sent.data).toEqual({ sendMessage: { message: { text: 'My dear Watson' } } });
  await stack.query(send, { input: { ...input, leadId: 'Holmes, not an id' } });
  await stack.query(
    '{ messages(first: 5, search: "Moriarty") { nodes { text } } }',
    {},
    { authorization: 'Bearer wrong-key' },
  );
  stack.sandbox.faults.add({ kind: 'foreign-body', body: { error: { message: 'Baker Street' } } });
  await stack.query('{ messages(first: 5) { nodes { text } } }');
  await stack.post({ query: 'not graphql: Lestrade' });
  expect(await operationsOf(stack, 5)).toHaveLength(5);
  const seen = messages
    .all()
    .slice(-5)
    .map(({ text }) => text ?? '');
  const secrets = [
    'a-very-secret-key',
    'wrong-key',
    '31415',
    'Watson',
    'Holmes',
    'Moriarty',
    'Baker Street',
    'Lestrade',
  ];
  const log = stack.log.join('');
  for (const secret of [...secrets, ...seen, leadId, senderProfileId]) expect(log).not.toContain(secret);
});

it.each(['application/json', 'text/event-stream'])(
  'logs a caller that leaves amid its request as no error: %s',
  async (accept) => {
    await using stack = await startStack();
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
    const head = ['POST /graphql HTTP/1.1', 'Host: x', `Content-Type: ${JSON_TYPE}`, 'Content-Length: 100'];
    socket.write(`${[...head, `Accept: ${accept}`].join('\r\n')}\r\n\r\n{ "query": `);
    await delay(100);
    socket.destroy();
    const [operation] = await operationsOf(stack, 1);
    expect(operation).toMatchObject({ level: 'info', aborted: true, upstream: { requests: 0 } });
  },
);

it('logs requests that it refuses before GraphQL', async () => {
  await using stack = await startStack({ env: { MAX_BODY_BYTES: '10' } });
  await stack.post({ query: '{ __typename }' }, { headers: { 'x-request-id': 'id-1' } });
  const lines = stack.log.map((line) => JSON.parse(line));
  const refused = { level: 'info', requestId: 'id-1', status: 413, codes: ['QUERY_TOO_EXPENSIVE'], msg: 'refused' };
  expect(lines).toEqual([{ ...refused, time: expect.any(String) }]);
});
