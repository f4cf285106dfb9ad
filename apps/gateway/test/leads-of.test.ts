import { expect, it } from 'vitest';
import { sent, tally } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0, lists: 0, tags: 0, senderProfiles: 0 } } };

interface Leads {
  nodes: { uuid: string }[];
  totalCount: number;
}

it.each([
  ['leadLists { nodes', 'lists', 'list_uuid'],
  ['leadCompanies { nodes', 'companies', 'company_uuid'],
  ['senderProfiles { nodes', 'senderProfiles', 'sender_profile_uuid'],
] as const)('reads the leads of all %s in one request', async (field, kind, key) => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const parents = [world[kind].insert({}), world[kind].insert({})];
  const leads = [0, 1, 0].map((index) => world.leads.insert({ [key]: parents[index]?.uuid }));
  const { data, errors } = await stack.query<Record<string, { nodes: { uuid: string; leads: Leads }[] }>>(
    `{ all: ${field} { uuid leads { nodes { uuid } totalCount } } } }`,
  );
  expect(errors).toBeUndefined();
  const of = (index: number) => data?.['all']?.nodes.find(({ uuid }) => uuid === parents[index]?.uuid)?.leads;
  expect(of(0)?.totalCount).toBe(2);
  expect(of(1)).toEqual({ nodes: [{ uuid: leads[1]?.uuid }], totalCount: 1 });
  expect(tally(stack)['POST /leads/api/leads/search']).toBe(1);
});

it('reads the leads of all tags in one request, a lead with two tags under both', async () => {
  await using stack = await startStack(empty);
  const { leads, tags } = stack.sandbox.world;
  const [red, blue] = [tags.insert({ name: 'red' }), tags.insert({ name: 'blue' })];
  const both = leads.insert({ tags: [blue.uuid, red.uuid], created_at: '2026-01-02T00:00:00.000000Z' });
  const one = leads.insert({ tags: [red.uuid], created_at: '2026-01-01T00:00:00.000000Z' });
  leads.insert({ tags: [] });
  expect(await stack.query('{ leadTags { name leads { nodes { uuid } totalCount } } }')).toEqual({
    data: {
      leadTags: expect.arrayContaining([
        { name: 'red', leads: { nodes: [{ uuid: both.uuid }, { uuid: one.uuid }], totalCount: 2 } },
        { name: 'blue', leads: { nodes: [{ uuid: both.uuid }], totalCount: 1 } },
      ]),
    },
  });
  expect(tally(stack)['POST /leads/api/leads/search']).toBe(1);
});

it('narrows the leads of a list, but not by another list', async () => {
  await using stack = await startStack(empty);
  const { leads, lists } = stack.sandbox.world;
  const list = lists.insert();
  const found = leads.insert({ list_uuid: list.uuid, status: 'duplicate' });
  leads.insert({ list_uuid: list.uuid, status: 'ok' });
  const query = (filter: string) =>
    stack.query(`query ($id: ID!) { leadList(id: $id) { leads(filter: { ${filter} }) { nodes { uuid } } } }`, {
      id: list.uuid,
    });
  expect(await query('status: "duplicate"')).toEqual({
    data: { leadList: { leads: { nodes: [{ uuid: found.uuid }] } } },
  });
  expect(sent(stack)).toMatchObject([{ filter: { status: 'duplicate', list_uuid: list.uuid } }]);
  const { errors } = await query(`listId: "${list.uuid}"`);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});
