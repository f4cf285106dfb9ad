import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

/** A query that may take more upstream requests than allowed is refused before its first one. */

const page = (leads: number, messages: number) =>
  `leads(first: ${leads}) { nodes { messages(first: ${messages}) { nodes { text } } } }`;
const aliased = (count: number, field: string) =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')} }`;

it('refuses what would empty the minute of a key, and says the cost, the limit and the way out', async () => {
  await using stack = await startStack();
  const response = await stack.post({ query: aliased(30, page(500, 500)) });
  expect(response.headers.get('x-upstream-requests')).toBe('0');
  const { data, errors } = (await response.json()) as Awaited<ReturnType<typeof stack.query>>;
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(
        /^This may take \d+ requests to GetSales; at most 150 are allowed\. Ask for smaller /,
      ),
      extensions: { code: 'QUERY_TOO_EXPENSIVE', limit: 150, cost: expect.any(Number) },
    },
  ]);
  expect(errors?.[0]?.extensions?.['cost']).toBeGreaterThan(3_000);
  expect(stack.upstream).toEqual([]);
});

it('lets through five hundred leads with their latest messages', async () => {
  await using stack = await startStack();
  const { data, errors } = await stack.query<{ leads: { nodes: object[] } }>(`{ ${page(500, 5)} }`);
  expect(errors).toBeUndefined();
  expect(data?.leads.nodes).toHaveLength(300);
  expect(stack.upstream.length).toBeLessThan(60);
});

it.each([
  [
    'variables',
    'query ($n: Int!) { leads(first: $n) { nodes { messages(first: $n) { totalCount nodes { text } } } } }',
  ],
  ['defaults', `query ($n: Int = 500) { leads(first: $n) { nodes { messages(first: $n) { nodes { text } } } } }`],
  ['fragments', `{ ...f } fragment f on Query { ${page(500, 500)} }`],
  [
    'references',
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Lead { messages(first: 500) { nodes { text } } } } }',
  ],
  [
    'nodes',
    'query ($ids: [ID!]!) { a: nodes(ids: $ids) { ...l } b: nodes(ids: $ids) { ...l } } fragment l on Lead { messages(first: 500) { nodes { text } } }',
  ],
])('counts what is asked by %s', async (_, query) => {
  await using stack = await startStack();
  const uuids = Array.from({ length: 200 }, () => crypto.randomUUID());
  const ids = uuids.slice(0, 100).map((uuid) => btoa(`Lead:${uuid}`));
  const r = uuids.map((uuid) => ({ __typename: 'Lead', uuid }));
  const given = { n: 500, ids, r };
  const variables = Object.fromEntries(
    Object.entries(given).filter(([name]) => query.includes(`$${name}: [`) || query.includes(`$${name}: Int!`)),
  );
  expect((await stack.query(query, variables)).errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }]);
  expect(stack.upstream).toEqual([]);
});

it('takes its limit from the variable, else half of a minute, at least 10', async () => {
  await using stack = await startStack({ env: { UPSTREAM_REQUESTS_PER_MINUTE: '23' } });
  const query =
    '{ a: leads { totalCount } b: flows { totalCount } c: messages { totalCount } d: leadLists { totalCount } }';
  const many = Array.from({ length: 13 }, (_, i) => `a${i}: leads(first: ${i + 1}) { totalCount }`);
  expect((await stack.query(`{ ${many.join(' ')} }`)).errors).toMatchObject([{ extensions: { cost: 13, limit: 12 } }]);
  await using other = await stack.startAnother({ MAX_UPSTREAM_COST: '3' });
  expect((await other.query(query)).errors).toMatchObject([{ extensions: { cost: 4, limit: 3 } }]);
  await using small = await stack.startAnother({ UPSTREAM_REQUESTS_PER_MINUTE: '4' });
  expect(await small.query(query)).not.toHaveProperty('errors');
});

it('does not refuse writes for what they write', async () => {
  await using stack = await startStack({ env: { MAX_UPSTREAM_COST: '1' } });
  const [lead] = stack.sandbox.world.leads.all();
  const { errors } = await stack.query('mutation ($id: ID!) { deleteLead(input: { leadId: $id }) { deletedLeadId } }', {
    id: lead?.uuid,
  });
  expect(errors).toBeUndefined();
});
