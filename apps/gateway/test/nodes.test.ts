import { expect, it } from 'vitest';
import { asked, tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');

/** One UUID of each kind of thing. */
function oneOfEach({ sandbox: { world } }: Stack): Record<string, string> {
  const company = world.pipelineStages.insert({ object: 'company' });
  const first = (rows: { all(): readonly { uuid: string }[] }) => rows.all()[0]?.uuid ?? '';
  return {
    Flow: first(world.flows),
    Lead: first(world.leads),
    LeadCompany: first(world.companies),
    LeadList: first(world.lists),
    LeadTag: first(world.tags),
    Message: first(world.messages),
    PipelineStage: company.uuid,
    SenderProfile: first(world.senderProfiles),
    GetSalesUser: first(world.users),
  };
}

it('finds everything by its global ID, as a node and as a reference by either key', async () => {
  await using stack = await startStack();
  const all = Object.entries(oneOfEach(stack));
  const { data, errors } = await stack.query(
    `query ($ids: [ID!]!, $representations: [_Any!]!) {
      nodes(ids: $ids) { __typename id }
      _entities(representations: $representations) { __typename ... on Node { id } }
    }`,
    {
      ids: all.map(([type, uuid]) => globalId(type, uuid)),
      representations: all.flatMap(([__typename, uuid]) => [
        { __typename, uuid },
        { __typename, id: globalId(__typename, uuid) },
      ]),
    },
  );
  expect(errors).toBeUndefined();
  const found = all.map(([__typename, uuid]) => ({ __typename, id: globalId(__typename, uuid) }));
  expect(data).toEqual({ nodes: found, _entities: found.flatMap((each) => [each, each]) });
});

it('asks once for fifty references to leads, and for what a lead needs beside', async () => {
  await using stack = await startStack();
  const leads = stack.sandbox.world.leads.all().slice(0, 50);
  const { data, errors } = await stack.query<{ _entities: { name: string }[] }>(
    'query ($leads: [_Any!]!) { _entities(representations: $leads) { ... on Lead { name list { name } } } }',
    { leads: leads.map(({ uuid }) => ({ __typename: 'Lead', uuid })) },
  );
  expect(errors).toBeUndefined();
  expect(data?._entities.map(({ name }) => name)).toEqual(leads.map(({ name }) => name));
  expect(asked(stack)).toEqual([
    'GET /leads/api/lists?limit=100&offset=0&order_field=created_at&order_type=asc',
    'POST /leads/api/leads/search',
  ]);
});

it.each(['nodes', '_entities'])('asks once for all lists and once for all senders: %s', async (field) => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const { lists, senderProfiles } = stack.sandbox.world;
  while (lists.all().length < 30) lists.insert({ name: `List ${lists.all().length}` });
  while (senderProfiles.all().length < 30) senderProfiles.insert({ first_name: `${senderProfiles.all().length}` });
  const wanted = [
    ...lists.all().map(({ uuid, name }) => ({ __typename: 'LeadList', uuid, name })),
    ...senderProfiles
      .all()
      .map(({ uuid, first_name }) => ({ __typename: 'SenderProfile', uuid, firstName: first_name })),
  ];
  const selection = '{ __typename ... on LeadList { uuid name } ... on SenderProfile { uuid firstName } }';
  const { data, errors } = await (field === 'nodes'
    ? stack.query(`query ($ids: [ID!]!) { nodes(ids: $ids) ${selection} }`, {
        ids: wanted.map(({ __typename, uuid }) => globalId(__typename, uuid)),
      })
    : stack.query(`query ($references: [_Any!]!) { _entities(representations: $references) ${selection} }`, {
        references: wanted.map(({ __typename, uuid }) => ({ __typename, uuid })),
      }));
  expect(errors).toBeUndefined();
  expect(data).toEqual({ [field]: wanted });
  expect(tally(stack)).toEqual({ 'GET /leads/api/lists': 1, 'GET /flows/api/sender-profiles': 1 });
});

it('gives null for what is gone, and refuses what is no global ID in its own place', async () => {
  await using stack = await startStack();
  const [lead] = stack.sandbox.world.leads.all();
  const id = globalId('Lead', lead?.uuid ?? '');
  const { data, errors } = await stack.query(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Lead { name } } node(id: "TGVhZA==") { id } }',
    { ids: [id, globalId('Lead', NOBODY), lead?.uuid, globalId('Mystery', NOBODY)] },
  );
  expect(data).toEqual({ nodes: [{ name: lead?.name }, null, null, null], node: null });
  expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']]).toSorted()).toEqual([
    [['node'], 'BAD_USER_INPUT'],
    [['nodes', 2], 'BAD_USER_INPUT'],
    [['nodes', 3], 'BAD_USER_INPUT'],
  ]);
});

it('loads the heavy form of a lead at once where a reference or a node needs it', async () => {
  await using stack = await startStack();
  const [lead] = stack.sandbox.world.leads.all();
  const { errors } = await stack.query(
    'query ($id: ID!, $reference: [_Any!]!) { node(id: $id) { ... on Lead { name customFields } } _entities(representations: $reference) { ... on Lead { markers { emailSentCount } } } }',
    { id: globalId('Lead', lead?.uuid ?? ''), reference: [{ __typename: 'Lead', uuid: lead?.uuid }] },
  );
  expect(errors).toBeUndefined();
  expect(asked(stack)).toEqual([`GET /leads/api/leads/${lead?.uuid}`]);
});

it('refuses a bad reference in its own place', async () => {
  await using stack = await startStack();
  const [lead] = stack.sandbox.world.leads.all();
  const { data, errors } = await stack.query(
    'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Lead { name } } }',
    {
      refs: [
        { __typename: 'Lead', uuid: 'x' },
        { __typename: 'Lead', uuid: lead?.uuid },
      ],
    },
  );
  expect(data).toEqual({ _entities: [null, { name: lead?.name }] });
  expect(errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'BAD_USER_INPUT' } }]);
});
