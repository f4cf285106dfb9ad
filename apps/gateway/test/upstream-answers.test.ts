import type { FaultInput } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import type { Answer } from './front.ts';
import { startSending } from './sending.ts';
import { startStack } from './stack.ts';

const UUID = '00000000-0000-4000-8000-000000000001';
const READ = `{ lead(id: "${UUID}") { uuid } }`;
const codeOf = ({ errors }: Answer<object>) => errors?.[0]?.extensions?.['code'];
const status = (code: number, headers: Record<string, string> = {}): FaultInput => ({
  kind: 'status',
  status: code,
  headers,
});

it.each(['lead', 'leadList', 'senderProfile', 'flow'])(
  'takes the 404 page of a balancer for a failure, not for a missing row: %s',
  async (field) => {
    await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
    const ask = (last: number) =>
      stack.query(`{ row: ${field}(id: "${UUID.slice(0, -1)}${last}") { uuid name: __typename } }`);
    expect(await ask(1)).toEqual({ data: { row: null } });
    stack.sandbox.faults.add({ kind: 'html', status: 404, times: 1 });
    expect(codeOf(await ask(2))).toBe('UPSTREAM_ERROR');
    stack.sandbox.faults.add({ kind: 'status', status: 404, body: { message: 'The route could not be found.' } });
    expect(codeOf(await ask(3))).toBe('UPSTREAM_ERROR');
  },
);

it.each([
  ['a challenge page', { kind: 'html', status: 403, headers: { 'cf-mitigated': 'challenge' } }],
  ['a page with 403', { kind: 'html', status: 403 }],
  ['a page with 401', { kind: 'html', status: 401 }],
  ['520', status(520)],
  ['522', { kind: 'html', status: 522 }],
  ['530', status(530)],
] satisfies [string, FaultInput][])(
  'does not blame the key for a refusal of the CDN, and repeats reads: %s',
  async (_, fault) => {
    await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
    stack.sandbox.faults.add(fault);
    expect(codeOf(await stack.query(READ))).toBe('UPSTREAM_UNAVAILABLE');
    expect(stack.upstream).toHaveLength(3);
    stack.sandbox.faults.clear();
    stack.sandbox.faults.add({ ...fault, times: 1 });
    expect(await stack.query(READ)).toEqual({ data: { lead: null } });
  },
);

it.each(['gzip', 'deflate', 'br', 'zstd'] as const)('reads bodies in %s', async (contentEncoding) => {
  await using stack = await startStack({ sandbox: { size: { leads: 30 }, dialect: { contentEncoding } } });
  const { data, errors } = await stack.query<{ leads: { nodes: object[] } }>('{ leads(first: 20) { nodes { name } } }');
  expect(errors).toBeUndefined();
  expect(data?.leads.nodes).toHaveLength(20);
  expect(await stack.query(READ)).toEqual({ data: { lead: null } });
  expect(stack.upstream).toHaveLength(2);
});

const WRITES = {
  addLeadToFlow: `{ flowId: "${UUID}", leadId: "${UUID}" }) { lead { uuid } }`,
  cancelLeadFlows: `{ leadId: "${UUID}" }) { lead { uuid } }`,
  deleteLead: `{ leadId: "${UUID}" }) { deletedLeadId }`,
  deleteMessage: `{ messageId: "${UUID}" }) { deletedMessageId }`,
  retryMessage: `{ messageId: "${UUID}" }) { message { uuid } }`,
  setLeadPipelineStage: `{ leadId: "${UUID}", pipelineStageId: "${UUID}" }) { lead { uuid } }`,
  startFlow: `{ flowId: "${UUID}" }) { flow { uuid } }`,
  stopFlow: `{ flowId: "${UUID}" }) { flow { uuid } }`,
  updateLead: `{ leadId: "${UUID}", lead: { firstName: "A" } }) { lead { uuid } }`,
  upsertLead: `{ listId: "${UUID}", lead: { linkedinId: "a" } }) { lead { uuid } }`,
};
const REFUSALS = [
  { error: { reason: 'validation_error', message: 'No.' }, message: 'No.', code: 422 },
  { success: false },
  { reason: 'skipped' },
];

it.each(Object.entries(WRITES))('takes a 2xx that refuses for no success: %s', async (name, rest) => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  for (const body of REFUSALS) {
    stack.sandbox.faults.clear();
    stack.sandbox.faults.add({ kind: 'status', status: 200, body });
    stack.forget();
    const { data, errors } = await stack.query(`mutation { ${name}(input: ${rest} }`);
    expect(data).toEqual({ [name]: null });
    expect(errors?.[0]?.extensions?.['code']).toBe('reason' in body ? 'CONFLICT' : 'UPSTREAM_ERROR');
    expect(stack.upstream).toHaveLength(1);
  }
});

it.each(REFUSALS)('takes a 2xx that refuses for no success of createLeads: %j', async (body) => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const [list] = stack.sandbox.world.lists.all();
  stack.sandbox.faults.add({ kind: 'status', status: 200, body, method: 'POST', path: '/leads/api/leads', times: 1 });
  const { data, errors } = await stack.query(
    'mutation ($input: CreateLeadsInput!) { createLeads(input: $input) { leads { uuid } unconfirmed } }',
    { input: { listId: list?.uuid, leads: [{ linkedinId: 'a' }, { linkedinId: 'b' }] } },
  );
  expect(data).toEqual({ createLeads: null });
  expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
    'reason' in body ? 'CONFLICT' : 'UPSTREAM_ERROR',
  ]);
  expect(stack.upstream).toEqual(['POST /leads/api/leads']);
});

it("answers all reads of one key while another key's requests fail for seconds", async () => {
  const keys = { a: { teamId: 1 }, b: { teamId: 1 } };
  await using stack = await startStack({ sandbox: { size: { leads: 0 }, keys } });
  stack.sandbox.faults.add({ ...status(503), apiKey: 'b' });
  const ask = async (key: string) => codeOf(await stack.query(READ, {}, { authorization: `Bearer ${key}` }));
  for (let round = 0; round < 24; round++) {
    const [ofA, ofB] = await Promise.all([ask('a'), ask('b')]);
    expect(ofA).toBeUndefined();
    expect(ofB).toBe('UPSTREAM_UNAVAILABLE');
  }
  // The breaker of b is open by now, and a still has all its retries.
  stack.sandbox.faults.add({ ...status(500), apiKey: 'a', times: 1 });
  expect(await ask('a')).toBeUndefined();
});

it.each(['1795581334', '99999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT', '3600'])(
  'never says to wait for more than a minute, whatever Retry-After holds: %s',
  async (retryAfter) => {
    await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
    stack.sandbox.faults.add(status(429, { 'retry-after': retryAfter }));
    const { errors } = await stack.query(READ);
    expect(errors?.[0]?.extensions?.['code']).toBe('RATE_LIMITED');
    const waitMs = Number(errors?.[0]?.extensions?.['retryAfterMs']);
    expect(waitMs).toBeGreaterThan(50_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
  },
);

it.each(['', '-5', 'soon', '0', '0.5'])(
  'sends once although one 429 came first, with Retry-After: %j',
  async (value) => {
    await using sending = await startSending();
    const headers: Record<string, string> = value === '' ? {} : { 'retry-after': value };
    sending.stack.sandbox.faults.add({ ...status(429, headers), method: 'POST', path: '/flows/api/', times: 1 });
    expect(codeOf(await sending.send())).toBeUndefined();
    expect(sending.stored()).toEqual(['Hello']);
  },
);

it('waits through three 429s in a row while there is time', { timeout: 20_000 }, async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  stack.sandbox.faults.add({ ...status(429), times: 3 });
  expect(await stack.query(READ)).toEqual({ data: { lead: null } });
  expect(stack.upstream).toHaveLength(4);
});
