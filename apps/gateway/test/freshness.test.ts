import { expect, it } from 'vitest';
import { describeWithRedis } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import { startReplicas } from './replicas.ts';
import { startStack } from './stack.ts';

const LEADS = '{ leads(first: 5) { nodes { uuid name } totalCount } }';
const WRITE = 'mutation { deleteLead(input: { leadId: "00000000-0000-4000-8000-000000000000" }) { deletedLeadId } }';
const OLD_MAY_DO = { 'cache-control': 'max-age=60' };

it('answers from an answer that is young enough, and says its age and that it cost nothing', async () => {
  await using stack = await startStack();
  const first = await stack.post({ query: LEADS }, { headers: OLD_MAY_DO });
  const second = await stack.post({ query: LEADS }, { headers: OLD_MAY_DO });
  expect(await second.text()).toBe(await first.text());
  expect([first, second].map(({ headers }) => [headers.get('age'), headers.get('x-upstream-requests')])).toEqual([
    ['0', '1'],
    ['0', '0'],
  ]);
  expect(stack.upstream).toHaveLength(1);
});

it.each([
  ['no header', {}],
  ['max-age=0', { 'cache-control': 'max-age=0' }],
  ['no-cache', { 'cache-control': 'max-age=60, no-cache' }],
  ['no-store', { 'cache-control': 'no-store, max-age=60' }],
  ['what is no number', { 'cache-control': 'max-age=-1' }],
])('asks for everything with %s, and sends no age', async (_name, headers) => {
  await using stack = await startStack();
  await stack.query(LEADS, {}, OLD_MAY_DO);
  const response = await stack.post({ query: LEADS }, { headers });
  expect(response.headers.get('age')).toBeNull();
  expect(stack.upstream).toHaveLength(2);
});

it('keeps nothing for a caller who did not ask for it', async () => {
  await using stack = await startStack();
  await stack.query(LEADS);
  await stack.query(LEADS, {}, OLD_MAY_DO);
  expect(stack.upstream).toHaveLength(2);
});

it('asks again for who wants younger answers than there are', async () => {
  await using stack = await startStack();
  await stack.query(LEADS, {}, OLD_MAY_DO);
  await eventually(async () => {
    await stack.query(LEADS, {}, { 'cache-control': 'max-age=1' });
    expect(stack.upstream).toHaveLength(2);
  });
});

it('gives nothing to another key or another team', async () => {
  const keys = { key: { teamId: 1, otherTeamIds: [2] }, another: { teamId: 1 } };
  await using stack = await startStack({ sandbox: { keys } });
  for (const [authorization, teamId] of [
    ['Bearer key', '1'],
    ['Bearer another', '1'],
    ['Bearer key', '2'],
  ]) {
    await stack.query(LEADS, {}, { ...OLD_MAY_DO, authorization: authorization ?? '', 'team-id': teamId ?? '' });
  }
  expect(stack.upstream).toHaveLength(3);
});

it("asks again after a write, and reads nothing old for a mutation's payload", async () => {
  await using stack = await startStack();
  await stack.query(LEADS, {}, OLD_MAY_DO);
  await stack.query(WRITE, {}, OLD_MAY_DO);
  const response = await stack.post({ query: LEADS }, { headers: OLD_MAY_DO });
  expect(response.headers.get('age')).toBe('0');
  expect(stack.upstream.filter((line) => line.startsWith('GET /leads/api/leads?'))).toHaveLength(2);
});

it('keeps no refusal and no failure', async () => {
  await using stack = await startStack();
  stack.sandbox.faults.add({ kind: 'status', status: 400, times: 1 });
  expect((await stack.query(LEADS, {}, OLD_MAY_DO)).errors).toHaveLength(1);
  expect((await stack.query(LEADS, {}, OLD_MAY_DO)).errors).toBeUndefined();
});

it('lets ten people who look at one inbox share its reads', async () => {
  await using stack = await startStack();
  const [lead] = stack.sandbox.world.leads.all();
  const thread = `{ lead(id: "${lead?.uuid}") { name messages(first: 20) { nodes { text sentAt } } } }`;
  const person = async () => {
    for (const query of [LEADS, thread, LEADS, thread]) {
      const { errors } = await stack.query(query, {}, { 'cache-control': 'max-age=60' });
      expect(errors).toBeUndefined();
    }
  };
  await person();
  await Promise.all(Array.from({ length: 9 }, person));
  expect(stack.upstream).toHaveLength(3);
});

describeWithRedis('answers that are kept by two replicas', () => {
  it('are gone from both after a write through one', async () => {
    await using replicas = await startReplicas({});
    const [one, other] = replicas.fronts;
    const { requests } = replicas.sending.stack.sandbox;
    for (const front of [one, other, one, other]) await front.query(LEADS, {}, OLD_MAY_DO);
    expect(requests).toHaveLength(2);
    await one.query(WRITE);
    await eventually(async () => {
      const before = requests.length;
      await other.query(LEADS, {}, OLD_MAY_DO);
      expect(requests.length).toBe(before + 1);
    });
  });
});
