import { expect, it } from 'vitest';
import { asked, sent } from './asked.ts';
import { type Stack, startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

/** The contract's table of costs, line by line, where the upstream takes the filters. */

const NOBODY = '00000000-0000-4000-8000-000000000000';
const empty = { sandbox: { size: { leads: 0 } } };
const LEADS = 'GET /leads/api/leads?limit=50&offset=0&order_field=created_at&order_type=desc&disable_aggregation=true';
const OLDEST = 'limit=100&offset=0&order_field=created_at&order_type=asc';

const references = (rows: readonly { uuid: string }[]) => ({
  references: rows.map(({ uuid }) => ({ __typename: 'Lead', uuid })),
});
const ENTITIES = 'query ($references: [_Any!]!) { _entities(representations: $references) { ... on Lead { name } } }';

it('asks once for fifty leads and their totalCount', async () => {
  await using stack = await startStack();
  const { data, errors } = await stack.query<{ leads: { nodes: object[]; totalCount: number } }>(
    '{ leads(first: 50) { nodes { id uuid name workEmail status createdAt hasPremium skills } totalCount } }',
  );
  expect(errors).toBeUndefined();
  expect(data?.leads.nodes).toHaveLength(50);
  expect(data?.leads.totalCount).toBe(300);
  expect(asked(stack)).toEqual([LEADS]);
});

it('asks for one row where only totalCount is selected', async () => {
  await using stack = await startStack();
  const { data } = await stack.query(
    '{ leads { totalCount } messages(filter: { direction: INBOUND }) { totalCount } }',
  );
  expect(data).toMatchObject({ leads: { totalCount: 300 } });
  expect(asked(stack)).toEqual([
    'GET /flows/api/linkedin-messages?limit=1&offset=0&order_field=sent_at&order_type=desc&filter[type]=inbox',
    LEADS.replace('limit=50', 'limit=1'),
  ]);
});

it('asks once for each kind of thing that fifty leads and their messages point at', async () => {
  await using stack = await startStack({ sandbox: { size: { messages: 0 } } });
  const { world } = stack.sandbox;
  for (const { uuid } of world.leads.all()) world.messages.insert({ lead_uuid: uuid });
  const { data, errors } = await stack.query(`{ leads(first: 50) { nodes {
    list { name } pipelineStage { name } tags { name } company { name } senderProfile { firstName }
    messages(first: 5) { nodes { senderProfile { firstName } } }
  } } }`);
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).not.toContain('"list":null');
  expect(asked(stack).map((line) => line.replace(/(filter\[lead_uuid\]\[\]=)[^&]+(&\1[^&]+)*/, '$1…'))).toEqual([
    'GET /flows/api/linkedin-messages?limit=100&offset=0&order_field=sent_at&order_type=desc&filter[lead_uuid][]=…',
    `GET /flows/api/sender-profiles?${OLDEST}`,
    LEADS,
    `GET /leads/api/lists?${OLDEST}`,
    `GET /leads/api/pipeline-stages?${OLDEST}&filter={"object":"lead"}`,
    `GET /leads/api/tags?${OLDEST}`,
    'POST /leads/api/companies/list',
  ]);
});

it('asks for more than a hundred distinct things in hundreds', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const uuids = Array.from({ length: 150 }, () => world.companies.insert().uuid);
  for (const company_uuid of uuids) world.leads.insert({ company_uuid });
  const { data, errors } = await stack.query<{ leads: { nodes: { company: { uuid: string } }[] } }>(
    '{ leads(first: 150) { nodes { company { uuid name } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data?.leads.nodes.map(({ company }) => company.uuid)).toEqual(uuids);
  expect(sent(stack)).toMatchObject([
    { filter: { uuid: uuids.slice(0, 100) }, limit: 100 },
    { filter: { uuid: uuids.slice(100) }, limit: 100 },
  ]);
  expect(stack.upstream).toHaveLength(2 + 2);
});

it('asks nothing for the lead of a message that came with its lead', async () => {
  await using stack = await startStack(empty);
  const leads = insertThreads(stack, Array(50).fill(2));
  const { data, errors } = await stack.query<{ leads: { nodes: { messages: { nodes: object[] } }[] } }>(
    '{ leads(first: 50) { nodes { messages(first: 5) { nodes { lead { name } } } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data?.leads.nodes.map(({ messages }) => messages.nodes)).toEqual(
    leads.map(({ name }) => [{ lead: { name } }, { lead: { name } }]),
  );
  expect(stack.upstream).toHaveLength(2);
});

it('asks once for fifty references to leads, whatever the case of their UUIDs', async () => {
  await using stack = await startStack({ sandbox: { dialect: { uuidCase: 'upper' } } });
  const leads = stack.sandbox.world.leads.all().slice(0, 50);
  const mixed = leads.map(({ uuid }, index) => ({ uuid: index % 2 ? uuid.toUpperCase() : uuid }));
  const { data, errors } = await stack.query(ENTITIES, references(mixed));
  expect(errors).toBeUndefined();
  expect(data).toEqual({ _entities: leads.map(({ name }) => ({ name })) });
  expect(asked(stack)).toEqual(['POST /leads/api/leads/search']);
});

it('asks singly for what a batch left out, where the answer does not prove that it is complete', async () => {
  await using stack = await startStack({ sandbox: { dialect: { total: 'absent', hasMore: 'absent' } } });
  const known = stack.sandbox.world.leads.all().slice(0, 2);
  const { data } = await stack.query(ENTITIES, references([...known, { uuid: NOBODY }]));
  expect(data).toEqual({ _entities: [...known.map(({ name }) => ({ name })), null] });
  expect(asked(stack)).toEqual([
    `GET /leads/api/leads/${NOBODY}?disable_aggregation=true`,
    'POST /leads/api/leads/search',
  ]);
});

it('takes the same requests where UUIDs are in upper case', async () => {
  const query = `{ leads(first: 50) { nodes { list { name } tags { name } company { name }
    messages(first: 5) { totalCount nodes { text lead { name } senderProfile { firstName } } } } } }`;
  const answerOf = async (stack: Stack) => [await stack.query(query), stack.upstream.length];
  await using lower = await startStack();
  await using upper = await startStack({ sandbox: { dialect: { uuidCase: 'upper' } } });
  expect(await answerOf(upper)).toEqual(await answerOf(lower));
});
