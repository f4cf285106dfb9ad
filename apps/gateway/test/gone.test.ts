import { expect, it } from 'vitest';
import { asked, tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

/** What does not exist costs nothing twice. */

const NOBODY = '00000000-0000-4000-8000-000000000000';
const ENTITIES = 'query ($references: [_Any!]!) { _entities(representations: $references) { ... on Lead { name } } }';
const SEARCH = 'POST /leads/api/leads/search';
const LEAD = 'GET /leads/api/leads/{uuid}';

/** References to fifty leads, of which forty are deleted. */
function mostlyDeleted({ sandbox: { world } }: Stack) {
  const leads = world.leads.all().slice(0, 50);
  for (const { uuid } of leads.slice(10)) world.leads.remove(uuid);
  return {
    references: leads.map(({ uuid }) => ({ __typename: 'Lead', uuid })),
    answer: { _entities: leads.map(({ name }, index) => (index < 10 ? { name } : null)) },
  };
}

it('asks once for fifty references of which forty are gone, each time', async () => {
  await using stack = await startStack();
  const { references, answer } = mostlyDeleted(stack);
  for (let round = 0; round < 6; round++) {
    stack.forget();
    expect(await stack.query(ENTITIES, { references })).toEqual({ data: answer });
    expect(tally(stack)).toEqual({ [SEARCH]: 1 });
  }
});

it('asks nothing where all of them are known to be gone', async () => {
  await using stack = await startStack();
  const { references } = mostlyDeleted(stack);
  await stack.query(ENTITIES, { references });
  stack.forget();
  const gone = references.slice(10);
  expect(await stack.query(ENTITIES, { references: gone })).toEqual({ data: { _entities: gone.map(() => null) } });
  expect(stack.upstream).toEqual([]);
});

it('remembers what was found gone alone too, by whoever asks for it', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  stack.sandbox.world.messages.insert({ lead_uuid: NOBODY });
  for (let round = 0; round < 2; round++) {
    expect(await stack.query('{ messages { nodes { lead { name } } } }')).toEqual({
      data: { messages: { nodes: [{ lead: null }] } },
    });
  }
  expect(tally(stack)).toEqual({ 'GET /flows/api/linkedin-messages': 2, [LEAD]: 1 });
});

it('finds what another call of the gateway has created meanwhile', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const { world } = stack.sandbox;
  const lead = world.leads.insert({ name: 'Robin' });
  world.leads.remove(lead.uuid);
  const find = () => stack.query('query ($id: ID!) { lead(id: $id) { name } }', { id: lead.uuid });
  expect(await find()).toEqual({ data: { lead: null } });
  world.leads.insert(lead);
  await stack.query('mutation ($id: ID!) { deleteLead(input: { leadId: $id }) { deletedLeadId } }', {
    id: world.leads.insert().uuid,
  });
  expect(await find()).toEqual({ data: { lead: { name: 'Robin' } } });
});

it('keeps what one key found gone from other keys', async () => {
  await using stack = await startStack();
  const document = `{ lead(id: "${NOBODY}") { name } }`;
  await stack.query(document);
  await stack.query(document, undefined, { 'team-id': '7' });
  expect(tally(stack)).toEqual({ [LEAD]: 2 });
});

it('asks nothing for lists that a company refers to and that are known to be gone', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const { world } = stack.sandbox;
  const gone = Array.from({ length: 5 }, (_, index) => NOBODY.replace(/^0/, String(index)));
  const company = world.companies.insert({ lists: gone });
  world.leads.insert({ company_uuid: company.uuid });
  const document = '{ leads { nodes { company { lists { name } } } } }';
  expect(await stack.query(document)).toEqual({ data: { leads: { nodes: [{ company: { lists: [] } }] } } });
  stack.forget();
  await stack.query(document);
  expect(asked(stack)).toEqual([
    `GET /leads/api/companies/${company.uuid}`,
    'GET /leads/api/leads?limit=20&offset=0&order_field=created_at&order_type=desc&disable_aggregation=true',
  ]);
});

it('asks once for several automations, also by references', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const flows = stack.sandbox.world.flows.all();
  expect(flows.length).toBeGreaterThan(2);
  const ids = flows.map(({ uuid }) => Buffer.from(`Flow:${uuid}`).toString('base64'));
  const names = flows.map(({ name }) => ({ name }));
  const { data } = await stack.query('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Flow { name } } }', { ids });
  expect(data).toEqual({ nodes: names });
  const references = flows.map(({ uuid }) => ({ __typename: 'Flow', uuid }));
  const byReference = await stack.query(ENTITIES.replace('Lead', 'Flow'), { references });
  expect(byReference.data).toEqual({ _entities: names });
  expect(tally(stack)).toEqual({ 'GET /flows/api/flows': 2 });
});

it('fails only the hundred references whose request fails', async () => {
  await using stack = await startStack();
  const leads = stack.sandbox.world.leads.all().slice(0, 150);
  const references = leads.map(({ uuid }) => ({ __typename: 'Lead', uuid }));
  stack.sandbox.faults.add({ kind: 'status', status: 403, path: '/leads/api/leads/search', skip: 1 });
  const { data, errors } = await stack.query(ENTITIES, { references });
  expect(data).toEqual({ _entities: leads.map(({ name }, index) => (index < 100 ? { name } : null)) });
  expect(errors).toHaveLength(50);
  expect(errors?.every(({ extensions }) => extensions?.['code'] === 'FORBIDDEN')).toBe(true);
});

it('asks once, and then lead by lead, where a filter by several leads is refused', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 5, messages: 20 } } });
  stack.sandbox.faults.add({ kind: 'status', status: 500, path: '/flows/api/linkedin-messages', times: 1 });
  const { errors } = await stack.query('{ leads(first: 5) { nodes { messages(first: 2) { nodes { text } } } } }');
  expect(errors).toBeUndefined();
  expect(tally(stack)).toEqual({ 'GET /leads/api/leads': 1, 'GET /flows/api/linkedin-messages': 1 + 5 });
});

it.each([{ kind: 'status', status: 503 }, { kind: 'reset' }, { kind: 'empty' }] as const)(
  'reads the messages of several leads in spite of one bad moment: %j',
  async (fault) => {
    await using stack = await startStack({ sandbox: { size: { leads: 5, messages: 20 } } });
    stack.sandbox.faults.add({ ...fault, path: '/flows/api/linkedin-messages', times: 1 });
    const { errors } = await stack.query('{ leads(first: 5) { nodes { messages(first: 2) { nodes { text } } } } }');
    expect(errors).toBeUndefined();
    expect(tally(stack)).toEqual({ 'GET /leads/api/leads': 1, 'GET /flows/api/linkedin-messages': 2 });
  },
);

it('does not take a message for gone where GetSales answers with others', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const other = stack.sandbox.world.messages.insert();
  stack.sandbox.faults.add({
    kind: 'foreign-body',
    path: '/flows/api/linkedin-messages',
    body: { data: [other], total: 1, has_more: false },
  });
  const { data, errors } = await stack.query(`{ message(id: "${NOBODY}") { text } }`);
  expect(data).toEqual({ message: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
});
