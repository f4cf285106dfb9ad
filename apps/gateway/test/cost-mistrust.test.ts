import type { SandboxOptions } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import { tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

/** What is asked of an upstream that ignores the filters, refuses them, or says little. */

const speaking = (dialect: NonNullable<SandboxOptions['dialect']>) =>
  startStack({ sandbox: { size: { leads: 0 }, dialect: { requestsPerMinute: null, ...dialect } } });

const MESSAGES = '{ leads(first: 50) { nodes { messages(first: 5) { nodes { text } totalCount } } } }';
const COMPANIES = '{ leads(first: 50) { nodes { company { uuid industry } } } }';
const ENTITIES = 'query ($references: [_Any!]!) { _entities(representations: $references) { ... on Lead { name } } }';

const LEADS = 'GET /leads/api/leads';
const MESSAGE_LIST = 'GET /flows/api/linkedin-messages';
const COMPANY_LIST = 'POST /leads/api/companies/list';
const COMPANY = 'GET /leads/api/companies/{uuid}';
const SEARCH = 'POST /leads/api/leads/search';
const LEAD = 'GET /leads/api/leads/{uuid}';

/** Asks, and tells what the upstream was asked for. */
async function costOf<Data>(stack: Stack, query: string, variables?: object): Promise<[Data | undefined, object]> {
  stack.forget();
  const { data, errors } = await stack.query<Data>(query, variables);
  expect(errors).toBeUndefined();
  return [data ?? undefined, tally(stack)];
}

/** Fifty leads with a company each, and more companies and leads than one page holds. */
function insertCompanies({ sandbox: { world } }: Stack): string[] {
  for (let count = 0; count < 100; count++) {
    world.companies.insert();
    world.leads.insert({ created_at: '2020-01-01T00:00:00Z' });
  }
  const uuids = Array.from({ length: 50 }, () => world.companies.insert().uuid);
  return uuids.filter((company_uuid) => world.leads.insert({ company_uuid, created_at: '2026-01-01T00:00:00Z' }));
}

/** A filter that is ignored answers with strangers; one that takes a single value, with the rows of that alone. */
it.each([
  ['ignored', 50 + 1, 50],
  ['first', 49 + 1, 49 + 1],
  ['error', 50 + 1, 50],
  ['refused', 50 + 1, 50],
] as const)('asks lead by lead where a filter by several leads is %s', async (arrayFilters, first, then) => {
  await using stack = await speaking({ arrayFilters });
  insertThreads(stack, Array(51).fill(2));
  const answer = { leads: { nodes: Array.from({ length: 50 }, (_, lead) => messagesOf(lead)) } };
  expect(await costOf(stack, MESSAGES)).toEqual([answer, { [LEADS]: 1, [MESSAGE_LIST]: first }]);
  expect(await costOf(stack, MESSAGES)).toEqual([answer, { [LEADS]: 1, [MESSAGE_LIST]: then }]);
});

const messagesOf = (lead: number) => ({
  messages: { nodes: [{ text: `Lead ${lead}, 0` }, { text: `Lead ${lead}, 1` }], totalCount: 2 },
});

it.each(['error', 'refused'] as const)(
  'asks once for five leads by a filter that is %s, and then for each of the five',
  async (arrayFilters) => {
    await using stack = await speaking({ arrayFilters });
    insertThreads(stack, Array(5).fill(2));
    const answer = { leads: { nodes: Array.from({ length: 5 }, (_, lead) => messagesOf(lead)) } };
    expect(await costOf(stack, MESSAGES)).toEqual([answer, { [LEADS]: 1, [MESSAGE_LIST]: 1 + 5 }]);
  },
);

it.each(['ignored', 'error'] as const)(
  'asks one by one where a search by UUIDs is %s, and tries it once',
  async (uuidSearch) => {
    await using stack = await speaking({ uuidSearch });
    const uuids = insertCompanies(stack);
    const companies = { leads: { nodes: uuids.map((uuid) => ({ company: { uuid, industry: null } })) } };
    expect(await costOf(stack, COMPANIES)).toEqual([companies, { [LEADS]: 1, [COMPANY_LIST]: 1, [COMPANY]: 50 }]);
    expect(await costOf(stack, COMPANIES)).toEqual([companies, { [LEADS]: 1, [COMPANY]: 50 }]);

    const references = stack.sandbox.world.leads
      .all()
      .slice(-50)
      .map(({ uuid }) => ({ __typename: 'Lead', uuid }));
    expect(await costOf(stack, ENTITIES, { references })).toMatchObject([{}, { [SEARCH]: 1, [LEAD]: 50 }]);
    expect((await costOf(stack, ENTITIES, { references }))[1]).toEqual({ [LEAD]: 50 });
  },
);

it('learns nothing from a request that the upstream refuses', async () => {
  await using stack = await speaking({});
  insertCompanies(stack);
  stack.sandbox.faults.add({ kind: 'status', status: 403, path: '/leads/api/companies', times: 1 });
  const { errors } = await stack.query(COMPANIES);
  expect(errors).toHaveLength(50);
  expect(tally(stack)).toEqual({ [LEADS]: 1, [COMPANY_LIST]: 1 });
  expect((await costOf(stack, COMPANIES))[1]).toEqual({ [LEADS]: 1, [COMPANY_LIST]: 1 });
});

it('asks for the whole batch again when a proven filter is refused once', async () => {
  await using stack = await speaking({});
  insertCompanies(stack);
  await costOf(stack, COMPANIES);
  stack.sandbox.faults.add({ kind: 'status', status: 500, path: '/leads/api/companies/list', times: 1 });
  expect((await costOf(stack, COMPANIES))[1]).toEqual({ [LEADS]: 1, [COMPANY_LIST]: 2 });
});

it('finds one message where a filter by several UUIDs is ignored', async () => {
  await using stack = await speaking({ arrayFilters: 'ignored' });
  insertThreads(stack, [200]);
  const { uuid, text } = stack.sandbox.world.messages.all().at(-1) ?? {};
  const [data, cost] = await costOf(stack, 'query ($id: ID!) { message(id: $id) { text } }', { id: uuid });
  expect(data).toEqual({ message: { text } });
  expect(cost).toEqual({ [MESSAGE_LIST]: 1 });
});

it('asks once more whether a row follows, where the upstream gives neither total nor has_more', async () => {
  await using stack = await speaking({ total: 'absent', hasMore: 'absent' });
  insertThreads(stack, [6, ...Array<number>(30).fill(2)]);
  const [data, cost] = await costOf<{ leads: { nodes: { messages: { nodes: object[] } }[] } }>(
    stack,
    '{ leads(first: 31) { nodes { messages(first: 5) { nodes { text } } } } }',
  );
  expect(data?.leads.nodes.map(({ messages }) => messages.nodes.length)).toEqual([5, ...Array(30).fill(2)]);
  expect(cost).toEqual({ [LEADS]: 1, [MESSAGE_LIST]: 2 });
});

it('counts the rows received where an answer has fewer than were asked for', async () => {
  await using stack = await speaking({ maxLimit: 20 });
  insertThreads(stack, Array(30).fill(3));
  const uuids = stack.sandbox.world.leads.all().map(({ uuid }) => ({ __typename: 'Lead', uuid }));
  const [data, cost] = await costOf<{ leads: { nodes: { messages: { totalCount: number } }[] } }>(
    stack,
    '{ leads(first: 20) { nodes { messages(first: 2) { nodes { text } totalCount } } } }',
  );
  expect(data?.leads.nodes.every(({ messages }) => messages.totalCount === 3)).toBe(true);
  expect(cost).toEqual({ [LEADS]: 1, [MESSAGE_LIST]: 1 + Math.ceil((20 * 3 - 20) / 15) });
  expect((await costOf(stack, ENTITIES, { references: uuids }))[1]).toEqual({ [SEARCH]: 2 });
});
