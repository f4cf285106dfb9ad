import { expect, it } from 'vitest';
import { JSON_TYPE } from './adapter.ts';
import { startStack } from './stack.ts';

it.each([
  ['f', 'query ($f: GetSalesLeadOrderField) { leads(first: 1, orderBy: { field: $f }) { totalCount } }', { f: null }],
  ['x', 'query ($x: Boolean = true) { leads(first: 1) { nodes { id @include(if: $x) } } }', { x: null }],
  ['x', 'query ($x: Boolean = true) { leads(first: 1) @skip(if: $x) { totalCount } }', { x: null }],
  [
    'x',
    'query ($x: Boolean = true) { ...f } fragment f on Query { leads(first: 1) { ...g } } fragment g on LeadConnection { totalCount @include(if: $x) }',
    { x: null },
  ],
  ['e', 'query ($e: String) { findLead(by: { email: $e }) { id } }', {}],
  ['e', 'query ($e: String) { findLead(by: { email: $e }) { id } }', { e: null }],
  ['e', 'query ($e: String = null) { findLead(by: { email: $e }) { id } }', {}],
  ['i', 'query ($i: ID = "00000000-0000-4000-8000-000000000000") { lead(id: $i) { id } }', { i: null }],
  ['by', 'query ($by: GetSalesFindLeadInput!) { findLead(by: $by) { id } }', { by: { email: null } }],
  ['by', 'query ($by: GetSalesFindLeadInput!) { findLead(by: $by) { id } }', {}],
  ['s', 'query ($s: String) { messages(search: $s) { totalCount } }', { s: 'Hi \ud83d' }],
  ['s', 'query ($s: String) { leads(search: $s, first: 1) { totalCount } }', { s: '\udc00' }],
  [
    'input',
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input: { text: 'Hi \ud83d' } },
  ],
  ['any', 'query ($any: [_Any!]!) { _entities(representations: $any) { __typename } }', { any: [{ '\ud83d': 1 }] }],
  ['d', 'query ($d: DateTime) { leads(filter: { createdAt: { gte: $d } }) { totalCount } }', { d: 'x' }],
])('refuses a wrong value of $%s by name, before any request: %s', async (name, query, variables) => {
  await using stack = await startStack();
  const { errors } = await stack.query(query, variables);
  expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
  expect(errors?.[0]?.message).toContain(`"$${name}"`);
  expect(stack.upstream).toEqual([]);
  expect(stack.log.join('')).not.toMatch(/"level":"(warn|error)"/);
});

const UPSERT = 'mutation ($input: UpsertLeadInput!) { upsertLead(input: $input) { lead { id } } }';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

it.each([
  ['a number past the largest', '1e400'],
  ['a number past the smallest', '-1e400'],
  ['such a number within', '{ "a": [1, { "b": 1e999 }] }'],
  ['a value that nests deep', nested(5_000)],
  ['an object that nests deep', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
])('refuses %s in a variable', async (_, value) => {
  await using stack = await startStack();
  const input = `{ "listId": "${NOBODY}", "lead": {}, "customFields": { "x": ${value} } }`;
  const response = await fetch(stack.url, {
    method: 'POST',
    headers: { 'content-type': JSON_TYPE, authorization: `Bearer ${stack.sandbox.apiKey}` },
    body: `{ "query": ${JSON.stringify(UPSERT)}, "variables": { "input": ${input} } }`,
  });
  expect(await response.json()).toMatchObject({
    errors: [{ message: expect.stringContaining('"$input"'), extensions: { code: 'BAD_USER_INPUT' } }],
  });
  expect(stack.upstream).toEqual([]);
  expect(stack.log.join('')).not.toMatch(/"level":"(warn|error)"/);
});

const withFields = (value: string) =>
  `mutation { upsertLead(input: { listId: "${NOBODY}", lead: {}, customFields: { x: ${value} } }) { lead { id } } }`;

it.each([
  ['BAD_USER_INPUT', withFields('1e400')],
  ['BAD_USER_INPUT', withFields('9'.repeat(400))],
  ['BAD_USER_INPUT', withFields(nested(1_900))],
  ['BAD_USER_INPUT', withFields(`${'{a:'.repeat(900)}1${'}'.repeat(900)}`)],
  ['BAD_USER_INPUT', `query ($x: ${'['.repeat(1_900)}ID${']'.repeat(1_900)}) { __typename }`],
  ['BAD_USER_INPUT', `${'{leads'.repeat(1_900)}`],
  ['BAD_USER_INPUT', `${'{...'.repeat(1_900)}`],
  ['BAD_USER_INPUT', `${'(a:['.repeat(900)}`.replace(/^/, '{leads')],
  ['GRAPHQL_PARSE_FAILED', '{ messages(search: "\\ud83d") { totalCount } }'],
])('answers %s to the document %.40s…', async (code, document) => {
  await using stack = await startStack();
  const response = await stack.post({ query: document }, { headers: { accept: 'application/graphql-response+json' } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  expect(stack.upstream).toEqual([]);
  expect(stack.log.join('')).not.toMatch(/"level":"(warn|error)"/);
});

it('bounds the length of its errors', async () => {
  await using stack = await startStack();
  const lead = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`unknown${index}`, index]));
  const response = await stack.post({ query: UPSERT, variables: { input: { listId: NOBODY, lead } } });
  const answer = await response.text();
  expect(answer).toContain('BAD_USER_INPUT');
  expect(answer.length).toBeLessThan(100_000);
});
