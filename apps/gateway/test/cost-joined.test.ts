import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { startStack } from './stack.ts';

/** Equal reads that are under way at the same moment are one, for those who bring the same key and team. */

const keys = { a: { teamId: 1, otherTeamIds: [2] }, b: { teamId: 1 } };
const LEADS = '{ leads(first: 5) { nodes { name list { name } } totalCount } }';

const caller = (key: string, team?: string) => ({ authorization: `Bearer ${key}`, ...(team && { 'team-id': team }) });

it('joins callers of the same key, and lets nobody join another’s read', async () => {
  await using stack = await startStack({ sandbox: { keys, size: { leads: 10, messages: 0 } } });
  stack.sandbox.faults.add({ kind: 'delay', ms: 500 });
  const callers = [caller('a'), caller('a'), caller('a'), caller('b'), caller('a', '2')];
  const answers = await Promise.all(callers.map((headers) => stack.query(LEADS, {}, headers)));
  expect(answers.map(({ errors }) => errors)).toEqual(callers.map(() => undefined));
  expect(answers[1]).toEqual(answers[0]);
  const who = stack.sandbox.requests.map(({ route, apiKey, teamId }) => `${route} ${apiKey} ${teamId}`);
  expect(who.toSorted()).toEqual(
    ['/leads/api/leads', '/leads/api/lists'].flatMap((path) => [`${path} a 1`, `${path} a 2`, `${path} b 1`]),
  );
});

it('joins what one query asks for twice, and asks anew once it is answered', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 10, messages: 0 } } });
  const twice = '{ one: leads(first: 5) { nodes { name } } other: leads(first: 5) { totalCount nodes { uuid } } }';
  await stack.query(twice);
  expect(stack.upstream).toHaveLength(1);
  await stack.query(twice);
  expect(stack.upstream).toHaveLength(2);
});

it('finishes a joined read for the others when the caller who began it leaves', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 10, messages: 0 } } });
  stack.sandbox.faults.add({ kind: 'delay', ms: 1_000 });
  const routes = () => stack.sandbox.requests.map(({ route }) => route);
  const caller = new AbortController();
  const leaving = stack.post({ query: '{ leads(first: 5) { nodes { name } } }' }, { signal: caller.signal });
  await eventually(() => expect(routes()).toEqual(['/leads/api/leads']));
  const staying = stack.query('{ leads(first: 5) { nodes { uuid } } leadLists(first: 5) { nodes { uuid } } }');
  await eventually(() => expect(routes()).toEqual(['/leads/api/leads', '/leads/api/lists']));
  caller.abort();
  await expect(leaving).rejects.toThrow();
  expect(await staying).toMatchObject({ data: { leads: { nodes: { length: 5 } } } });
  expect(routes()).toEqual(['/leads/api/leads', '/leads/api/lists']);
});

it("lets nobody join after a caller's write what was asked before it", async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 10, messages: 0 } } });
  const lead = '{ leads(first: 1) { nodes { uuid } } }';
  const id = stack.sandbox.world.leads.all()[0]?.uuid;
  stack.sandbox.faults.add({ kind: 'delay', ms: 1_000, method: 'GET', times: 1 });
  const before = stack.query(lead);
  await eventually(() => expect(stack.upstream).toHaveLength(1));
  await stack.query(`mutation { deleteLead(input: { leadId: "${id}" }) { deletedLeadId } }`);
  await stack.query(lead);
  await before;
  expect(stack.upstream.map((line) => line.split(' ')[0])).toEqual(['GET', 'DELETE', 'GET']);
});
