import { expect, it } from 'vitest';
import { startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

const EXPENSIVE = { code: 'QUERY_TOO_EXPENSIVE' };

const nested = (inner: string) => `messages(first: 60) { nodes { lead { ${inner} } } }`;

it('ends a query that repeats a few loaded rows without end, once, and with no data', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0, messages: 0 } } });
  insertThreads(stack, Array(30).fill(60));
  const query = `{ leads(first: 30) { nodes { ${nested(nested(nested('uuid')))} } } }`;
  const { data, errors } = await stack.query(query);
  expect(data).toBeNull();
  expect(errors).toHaveLength(1);
  expect(errors?.[0]).toMatchObject({ extensions: EXPENSIVE, message: expect.stringContaining(' 50000 ') });
  expect(errors?.[0]?.path).toEqual(expect.arrayContaining(['leads', 'nodes', 'messages']));
  // The gateway lives, and nothing of it is left over.
  expect(await stack.query('{ leads(first: 1) { nodes { uuid } } }')).toMatchObject({
    data: { leads: { nodes: [{}] } },
  });
});

it.each([
  ['a connection', '{ leads(first: 10) { nodes { uuid } } }', '{ leads(first: 11) { nodes { uuid } } }'],
  [
    'two connections',
    '{ a: leads(first: 5) { nodes { uuid } } b: leads(first: 5) { nodes { uuid } } }',
    '{ a: leads(first: 5) { nodes { uuid } } b: leads(first: 6) { nodes { uuid } } }',
  ],
  [
    'connections below rows',
    '{ leads(first: 2) { nodes { messages(first: 4) { nodes { uuid } } } } }',
    '{ leads(first: 2) { nodes { messages(first: 5) { edges { cursor } } } } }',
  ],
  ['rows that are counted alone', '{ leads(first: 500) { totalCount } }', '{ leads(first: 500) { edges { cursor } } }'],
])('counts the rows of %s', async (_, allowed, refused) => {
  await using stack = await startStack({
    env: { MAX_ANSWER_ROWS: '10' },
    sandbox: { size: { leads: 0, messages: 0 } },
  });
  insertThreads(stack, Array(20).fill(8));
  expect(await stack.query(allowed)).not.toHaveProperty('errors');
  const { data, errors } = await stack.query(refused);
  expect(data).toBeNull();
  expect(errors?.map(({ extensions }) => extensions)).toEqual([EXPENSIVE]);
});

it('counts the entities of lists: tags, nodes and references', async () => {
  await using stack = await startStack({ env: { MAX_ANSWER_ROWS: '10' } });
  const { world } = stack.sandbox;
  const [lead] = world.leads.all();
  const tags = Array.from({ length: 11 }, () => world.tags.insert({}).uuid);
  if (!lead) throw new Error('No lead');
  const id = Buffer.from(`Lead:${lead.uuid}`).toString('base64');
  const { data } = await stack.query<{ lead: { id: string } }>(`{ lead(id: "${lead.uuid}") { id } }`);
  const ids = Array(11).fill(data?.lead.id ?? id);
  const representations = ids.map((each: string) => ({ __typename: 'Lead', id: each }));
  stack.forget();
  const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const entities = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Lead { id } } }';
  for (const [query, variables] of [
    [nodes, { ids }],
    [entities, { of: representations }],
  ] as const) {
    expect((await stack.query(query, variables)).errors?.map(({ extensions }) => extensions)).toEqual([EXPENSIVE]);
  }
  expect(stack.upstream).toEqual([]);
  expect(await stack.query(nodes, { ids: ids.slice(1) })).not.toHaveProperty('errors');
  world.leads.update(lead.uuid, { tags });
  const tagged = await stack.query(`{ lead(id: "${lead.uuid}") { tags { id } } }`);
  expect(tagged.errors?.map(({ extensions }) => extensions)).toEqual([EXPENSIVE]);
});

it('does not hide what a mutation wrote where its payload is too large', async () => {
  await using stack = await startStack({
    env: { MAX_ANSWER_ROWS: '10' },
    sandbox: { size: { leads: 0, messages: 0 } },
  });
  const [lead] = insertThreads(stack, [8]);
  const stage = stack.sandbox.world.pipelineStages.all()[0];
  const messages = 'lead { messages(first: 8) { nodes { lead { messages(first: 8) { nodes { uuid } } } } } }';
  const { data, errors } = await stack.query(
    `mutation ($lead: ID!, $stage: ID!) { setLeadPipelineStage(input: { leadId: $lead, pipelineStageId: $stage }) { ${messages} } }`,
    { lead: lead?.uuid, stage: stage?.uuid },
  );
  expect(data?.['setLeadPipelineStage']).toMatchObject({
    lead: { messages: { nodes: Array(8).fill({ lead: { messages: null } }) } },
  });
  expect(errors?.map(({ extensions }) => extensions)).toEqual([EXPENSIVE]);
});
