import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import type { Answer } from './front.ts';
import { type Stack, startStack } from './stack.ts';

/** Of twenty, two are kept for mutations. */
const TWENTY = { UPSTREAM_REQUESTS_PER_MINUTE: '20' };
/** Longer than a test may take: who waits is not answered at once. */
const PATIENT = { UPSTREAM_MAX_WAIT_MS: '40000', OPERATION_TIMEOUT_MS: '40000' };
const EMPTY = { size: { leads: 0 } };

const PAGE =
  'query ($first: Int, $after: String) { leads(first: $first, after: $after) { nodes { uuid } pageInfo { endCursor } } }';

const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const read = (stack: Stack, index: number) => stack.query(`{ lead(id: "${uuid(index)}") { uuid } }`);
const write = (stack: Stack, index: number) =>
  stack.query(`mutation { deleteLead(input: { leadId: "${uuid(index)}" }) { deletedLeadId } }`);
const many = <T>(count: number, ask: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

function refusals(answers: Answer<unknown>[]): number[] {
  const errors = answers.flatMap(({ errors = [] }) => errors);
  const limited = errors.filter(({ extensions }) => extensions?.['code'] === 'RATE_LIMITED');
  return limited.map(({ extensions }) => Number(extensions?.['retryAfterMs']));
}

it('sends no more requests than a minute allows, and refuses the others at once with retryAfterMs', async () => {
  await using stack = await startStack({
    env: { ...TWENTY, ...PATIENT },
    sandbox: { ...EMPTY, dialect: { requestsPerMinute: 20 } },
  });
  const waits = refusals(await many(60, (index) => read(stack, index)));
  expect(waits).toHaveLength(42);
  // Who comes again then is served in the forty seconds that one may wait.
  expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
  expect(Math.min(...waits)).toBeGreaterThan(5_000);
  await eventually(() => expect(stack.sandbox.requests.map(({ status }) => status)).toEqual(Array(18).fill(404)));
});

it('keeps one slot in ten for mutations', async () => {
  await using stack = await startStack({
    env: { ...TWENTY, ...PATIENT },
    sandbox: { ...EMPTY, dialect: { requestsPerMinute: 20 } },
  });
  await many(30, (index) => read(stack, index));
  const answers = await many(3, (index) => write(stack, index));
  expect(answers.map(({ errors }) => errors?.[0]?.extensions?.['code']).toSorted()).toEqual([
    'NOT_FOUND',
    'NOT_FOUND',
    'RATE_LIMITED',
  ]);
  expect(stack.sandbox.requests.filter(({ status }) => status === 429)).toEqual([]);
});

it('counts each API key for itself', async () => {
  const keys = { 'key-a': { teamId: 1 }, 'key-b': { teamId: 2 } };
  await using stack = await startStack({ env: { ...TWENTY, ...PATIENT }, sandbox: { ...EMPTY, keys } });
  await many(30, (index) => read(stack, index));
  const { errors } = await stack.query('{ viewer { uuid } }', {}, { authorization: 'Bearer key-b' });
  expect(errors).toBeUndefined();
});

it('asks nothing after a 429, and does not treat it as an outage', async () => {
  await using stack = await startStack({ env: { UPSTREAM_MAX_WAIT_MS: '2000' }, sandbox: EMPTY });
  stack.sandbox.faults.add({ kind: 'status', status: 429 });
  const waits = refusals([await read(stack, 0), ...(await many(20, (index) => read(stack, index)))]);
  expect(waits).toHaveLength(21);
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  // The first request and the probes after 1, 2 and 4 s.
  expect(stack.upstream.length).toBeLessThanOrEqual(4);
});

/** Closes the key for two seconds, and lines up in the time until then. */
async function closeKey(stack: Stack): Promise<Answer<unknown>> {
  stack.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '2' }, times: 1 });
  return read(stack, 0);
}

it('continues after Retry-After, mutations first', async () => {
  await using stack = await startStack({ sandbox: EMPTY });
  const first = closeKey(stack);
  await eventually(() => expect(stack.sandbox.requests).toMatchObject([{ status: 429 }]));
  const reads = many(3, (index) => read(stack, index + 1));
  const written = write(stack, 9);
  expect(refusals([await first, await written, ...(await reads)])).toEqual([]);
  expect(stack.upstream).toHaveLength(6);
  expect(stack.upstream[1]).toBe(`DELETE /leads/api/leads/${uuid(9)}`);
});

it('removes a caller who leaves from the queue, for reads and writes', async () => {
  await using stack = await startStack({ sandbox: EMPTY });
  const first = closeKey(stack);
  await eventually(() => expect(stack.sandbox.requests).toMatchObject([{ status: 429 }]));
  const caller = new AbortController();
  const leave = (query: string) => expect(stack.post({ query }, { signal: caller.signal })).rejects.toThrow();
  const left = [
    leave(`{ lead(id: "${uuid(7)}") { uuid } }`),
    leave(`mutation { deleteLead(input: { leadId: "${uuid(8)}" }) { deletedLeadId } }`),
  ];
  const stays = read(stack, 9);
  await stack.query('{ __typename }');
  caller.abort();
  await Promise.all([...left, first, stays]);
  expect(stack.log.filter((line) => line.includes('"aborted":true'))).toHaveLength(2);
  expect(stack.upstream.join()).toContain(uuid(9));
  expect(stack.upstream.join()).not.toMatch(new RegExp(`${uuid(7)}|${uuid(8)}`));
});

it('refuses at once what cannot be served within the time of the operation', async () => {
  await using stack = await startStack({ env: { OPERATION_TIMEOUT_MS: '4000' }, sandbox: EMPTY });
  stack.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '5' }, times: 1 });
  const waits = refusals([await read(stack, 0), await read(stack, 1), await write(stack, 2)]);
  expect(waits).toHaveLength(3);
  expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
  expect(stack.upstream).toHaveLength(1);
});

it('refuses a plan that is larger than the budget before its first request, and says what to do', async () => {
  const sandbox = { size: { leads: 100, messages: 400 }, dialect: { arrayFilters: 'ignored' } } as const;
  await using stack = await startStack({ env: { ...TWENTY, ...PATIENT }, sandbox });
  const query = '{ leads(first: 40) { nodes { messages(first: 1) { nodes { uuid } } } } }';
  const { data, errors = [] } = await stack.query<{ leads: { nodes: unknown[] } }>(query);
  expect(data?.leads.nodes).toHaveLength(40);
  expect(errors[0]?.extensions).toEqual({ code: 'QUERY_TOO_EXPENSIVE' });
  expect(errors[0]?.message).toMatch(/takes \d+ requests at once; GetSales allows 20 a minute.* Ask for fewer/);
  // The leads, and the one list of messages that showed that it cannot be had for several leads.
  expect(stack.upstream).toHaveLength(2);
  stack.forget();
  await stack.query(query);
  expect(stack.upstream).toHaveLength(1);
  const { errors: none } = await stack.query(query.replace('40', '5'));
  expect(none).toBeUndefined();
});

it('refuses a page of more windows than the budget holds before the first of them', async () => {
  const sandbox = { size: { leads: 700, messages: 0 } };
  await using stack = await startStack({ env: { UPSTREAM_REQUESTS_PER_MINUTE: '5', MAX_UPSTREAM_COST: '9' }, sandbox });
  const ask = (variables: object) =>
    stack.query<{ leads: { nodes: unknown[]; pageInfo: { endCursor: string } } }>(PAGE, variables);
  const after = (await ask({ first: 10 })).data?.leads.pageInfo.endCursor;
  stack.forget();
  expect(await ask({ first: 500, after })).toMatchObject({ errors: [{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }] });
  expect(refusals([await ask({ first: 450, after })])).toEqual([expect.any(Number)]);
  expect(stack.upstream).toEqual([]);
  expect((await ask({ first: 285, after })).data?.leads.nodes).toHaveLength(285);
  expect(stack.upstream).toHaveLength(3);
});

it('tells what is left of the minute, and asks nothing for that', async () => {
  await using stack = await startStack({ env: TWENTY, sandbox: EMPTY });
  const query = '{ upstreamBudget { limit remaining resetAt } }';
  expect((await stack.query(query)).data).toEqual({ upstreamBudget: { limit: 20, remaining: 20, resetAt: null } });
  await many(3, (index) => read(stack, index));
  const { data } = await stack.query(query);
  expect(data).toEqual({ upstreamBudget: { limit: 20, remaining: 17, resetAt: expect.stringMatching(/Z$/) } });
  expect(stack.upstream).toHaveLength(3);
  const other = await stack.query(query, {}, { authorization: '' });
  expect(other).toMatchObject({
    data: { upstreamBudget: null },
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});
