import { getOperationAST, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { toGlobalId } from '../global-id.ts';
import { createSchema, schema } from '../schema.ts';
import { estimateRequests } from './estimate.ts';

const UUID = '00000000-0000-4000-8000-00000000000';
const ids = (typename: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    toGlobalId(typename, `${UUID.slice(0, -3)}${String(index).padStart(4, '0')}`),
  );

function estimate(text: string, variables: Record<string, unknown> = {}, on = schema): number {
  const document = parse(text);
  expect(validate(on, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('No operation');
  return estimateRequests(on, document, operation, variables);
}

it.each([
  [1, '{ leads(first: 50) { nodes { name } totalCount } }'],
  [1, '{ leads { totalCount } }'],
  [1, '{ leadCount }'],
  [1, '{ leads(first: 95) { edges { node { name } } } }'],
  [2, '{ leads(first: 96) { nodes { name } } }'],
  [6, '{ leads(first: 500) { nodes { name } } }'],
  [2, '{ leads(last: 20) { nodes { name } } }'],
  [0, '{ leads(first: 0) { nodes { name } } }'],
  [1, '{ leads(first: 0) { totalCount } }'],
  [0, '{ leads { __typename } upstreamBudget { remaining } __schema { queryType { name } } }'],
])('takes %i for the windows of %s', (requests, query) => {
  expect(estimate(query)).toBe(requests);
});

it.each([
  [1 + 9, '{ leads(first: 50) { nodes { messages(first: 5) { nodes { text } } } } }'],
  [6 + 57, '{ leads(first: 500) { nodes { messages(first: 5) { nodes { text } } } } }'],
  [6 + 505, '{ leads(first: 500) { nodes { messages(first: 500) { nodes { text } } } } }'],
  [1 + 51, '{ leads(first: 50) { nodes { messages(first: 500) { nodes { text } } } } }'],
  [1 + 1, '{ leads(first: 1) { nodes { messages(first: 500) { nodes { text } } } } }'],
  [1 + 16, '{ leads(first: 50) { nodes { messages(first: 1) { totalCount } } } }'],
])('takes %i for lists under each parent: %s', (requests, query) => {
  expect(estimate(query)).toBe(requests);
});

it.each([
  [2, '{ leads(first: 95) { nodes { list { name } } } }'],
  [6 + 5, '{ leads(first: 500) { nodes { company { name } } } }'],
  [1, '{ leads(first: 95) { nodes { list { id uuid __typename } tags { id } } } }'],
  [1 + 9, '{ leads(first: 50) { nodes { messages(first: 5) { nodes { lead { name } } } } } }'],
  [1 + 9 + 1, '{ leads(first: 50) { nodes { messages(first: 5) { nodes { lead { customFields } } } } } }'],
  [1, '{ leads(first: 50) { nodes { customFields markers { messagesSent: __typename } } } }'],
  [1, `{ lead(id: "${UUID}0") { customFields } }`],
])('takes %i for what rows refer to: %s', (requests, query) => {
  expect(estimate(query)).toBe(requests);
});

it.each([
  [1, '{ messages(first: 50) { nodes { text } } }'],
  [1 + 20, '{ messages(first: 50, filter: { sentAt: { gte: "2026-01-01T00:00:00Z" } }) { nodes { text } } }'],
  [1, '{ messages(first: 50, filter: { sentAt: null }) { nodes { text } } }'],
  [1 + 2, `{ lead(id: "${UUID}0") { thread(last: 20) { nodes { text } } } }`],
  [1 + 101, '{ leads(first: 50) { nodes { thread(last: 5) { nodes { text } } } } }'],
])('takes %i for ranges and threads: %s', (requests, query) => {
  expect(estimate(query)).toBe(requests);
});

const WEEK = 'from: "2026-01-01T00:00:00Z", to: "2026-01-08T00:00:00Z"';

it.each([
  [1 + 50, `{ flows(first: 50) { nodes { metrics(${WEEK}) { linkedinInboxCount } } } }`],
  [
    1 + 100,
    `{ flows(first: 50) { nodes { a: metrics(${WEEK}) { emailInboxCount } b: metrics(${WEEK}) { emailInboxCount } } } }`,
  ],
  [1 + 1 + 20, '{ flows(first: 10) { nodes { statistics { leadsCount nodes { sent } } } } }'],
  [2, '{ messageCounts(groupBy: STATUS) { count } }'],
  [1, `{ leadMetrics(${WEEK}) { linkedinInboxCount } }`],
  [1 + 1, '{ leadEmails(first: 50) { nodes { body } } }'],
])('takes %i for numbers and what GetSales reads apart: %s', (requests, query) => {
  expect(estimate(query)).toBe(requests);
});

it('adds aliases, and counts fields that are selected twice once', () => {
  expect(estimate('{ a: leads { nodes { name } } b: leads { nodes { name } } }')).toBe(2);
  expect(
    estimate(
      '{ leads { nodes { name } } leads { nodes { id } } ...f } fragment f on Query { leads { nodes { uuid } } }',
    ),
  ).toBe(1);
});

it('resolves variables, their defaults, fragments and conditions', () => {
  const query = `query ($first: Int = 500, $with: Boolean = true) { leads(first: $first) { ...page @include(if: $with) } }
    fragment page on LeadConnection { nodes { name ... on Lead @skip(if: $with) { list { name } } } }`;
  expect(estimate(query)).toBe(6);
  expect(estimate(query, { first: 5 })).toBe(1);
  expect(estimate(query, { first: null })).toBe(1);
  expect(estimate(query, { with: false })).toBe(0);
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('No operation');
  const of = (variables: object) => estimateRequests(schema, document, operation, { ...variables });
  expect([of({}), of({ first: 5 }), of({})]).toEqual([6, 1, 6]);
});

it('counts looked-up things by their types, in hundreds, each once', () => {
  const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Lead { list { name } } } }';
  expect(estimate(nodes, { ids: [...ids('Lead', 50), ...ids('Flow', 2), ...ids('Flow', 2)] })).toBe(1 + 1 + 1);
  expect(estimate(`{ node(id: "${ids('Lead', 1)[0]}") { id } }`)).toBe(1);
  const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Lead { id name: FIELD } } }';
  const r = ids('Lead', 150).map((id) => ({ __typename: 'Lead', id }));
  expect(estimate(entities.replace('name: FIELD', 'name'), { r })).toBe(2);
  expect(estimate(entities.replace('name: FIELD', ''), { r })).toBe(0);
  expect(estimate(entities.replace('name: FIELD', 'list { name }'), { r })).toBe(2 + 2);
  for (const odd of [null, 7, [null], [{}], [{ __typename: 7 }]]) {
    expect(estimate(entities.replace('name: FIELD', 'name'), { r: odd })).toBe(0);
  }
});

it('counts the same with a prefix before all names', () => {
  const acme = createSchema('Acme');
  const query =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on AcmeLead { messages { nodes { lead { name } } } } } }';
  const r = ids('AcmeLead', 20).map((id) => ({ __typename: 'AcmeLead', id }));
  expect(estimate(query, { r }, acme)).toBe(1 + 9);
  expect(estimate('{ acmeLeads(first: 500) { nodes { list { name } } } }', {}, acme)).toBe(6 + 5);
});

it('counts a write once, and what its payload reads for as many things as it is given', () => {
  const create = `mutation ($leads: [GetSalesLeadInput!]!) { createLeads(input: { listId: "${UUID}0", leads: $leads })
    { leads { uuid messages(first: 1) { nodes { text } } } } }`;
  expect(estimate(create, { leads: Array(1_000).fill({}) })).toBeGreaterThan(100);
  expect(estimate(create.replace('messages(first: 1) { nodes { text } }', ''), { leads: Array(1_000).fill({}) })).toBe(
    1,
  );
});

it('has the row that was written in hand, and looks for a new lead of an automation', () => {
  expect(estimate('mutation { createLeadList(input: { name: "x" }) { outcome leadList { name } } }')).toBe(1);
  const tagged = `updateLeadCompany(input: { companyId: "${UUID}1", replaceTags: ["a", "b"] }) { leadCompany { name tags { name } } }`;
  expect(estimate(`mutation { ${tagged} }`)).toBe(1 + 1);
  expect(estimate(`mutation { deleteLeadNote(input: { noteId: "${UUID}1" }) { deletedId } }`)).toBe(1);
  const add = `addNewLeadToFlow(input: { flowId: "${UUID}1", listId: "${UUID}2", lead: { linkedinId: "x" } })`;
  expect(estimate(`mutation { ${add} { flow { id } } }`)).toBe(1);
  expect(estimate(`mutation { ${add} { lead { name } } }`)).toBe(1 + 1);
  expect(estimate(`mutation { ${add} { outcome } }`)).toBe(1 + 1);
});

it('reads lists as long as a body can be', () => {
  const long = Array(300_000).fill('a');
  const metrics =
    'query ($ids: [ID!]) { leadMetrics(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", flowIds: $ids) { linkedinSentCount } }';
  expect(estimate(metrics, { ids: long })).toBe(1);
  expect(estimate('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: long })).toBe(0);
  const write = 'mutation ($input: AddLeadTagsInput!) { addLeadTags(input: $input) { items { index } } }';
  expect(estimate(write, { input: { leadIds: long, names: [] } })).toBe(1);
});

it('refuses fragments that select without end', () => {
  const bodies = Array.from(
    { length: 40 },
    (_, index) =>
      `fragment f${index} on Lead { a: messages { nodes { lead { ...f${index + 1} } } } b: messages { nodes { lead { ...f${index + 1} } } } }`,
  );
  expect(() => estimate(`{ leads { nodes { ...f0 } } } ${bodies.join(' ')} fragment f40 on Lead { id }`)).toThrow(
    'more than 20000 fields',
  );
});
