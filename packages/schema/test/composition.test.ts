import { readFileSync } from 'node:fs';
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition';
import { buildSchema, graphql, isObjectType, parse } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../src/schema.ts';

const subgraph = readFileSync(new URL('../subgraph.graphql', import.meta.url), 'utf8');

/** Another team's subgraph: it knows leads by UUID, and has connections, a `PageInfo` and nodes of its own. */
const CRM = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])

  type Query {
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    deals(first: Int): DealConnection
  }

  interface Node {
    id: ID!
  }

  type DealConnection {
    nodes: [Deal!]!
    pageInfo: PageInfo!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type Deal implements Node {
    id: ID!
    title: String
    lead: Lead
  }

  type Lead @key(fields: "uuid") {
    uuid: ID!
    deals: [Deal!]
  }
`;

it('composes with a subgraph that extends leads and has its own PageInfo and nodes', () => {
  const result = composeServices([
    { name: 'getsales', typeDefs: parse(subgraph) },
    { name: 'crm', typeDefs: parse(CRM) },
  ]);
  assertCompositionSuccess(result);
  const lead = buildSchema(result.supergraphSdl, { assumeValidSDL: true }).getType('Lead');
  expect(isObjectType(lead) && Object.keys(lead.getFields())).toEqual(
    expect.arrayContaining(['uuid', 'name', 'deals']),
  );
});

it('tells routers and contracts what fields cost, how long lists are, and which are personal', () => {
  const paged = [...subgraph.matchAll(/\): \w+Connection.*$/gm)].map(([line]) => line);
  expect(paged.length).toBeGreaterThan(5);
  for (const line of paged) {
    expect(line).toContain('@listSize(slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"]');
    expect(line).toContain('requireOneSlicingArgument: false');
  }
  expect(subgraph).toMatch(/^ {2}leadTags: \[LeadTag!\] @cost\(weight: 100\)/m);
  const personal = [...subgraph.matchAll(/^ {2}(\w+).*@tag\(name: "pii"\)/gm)].map(([, name]) => name);
  expect(personal).toEqual(
    expect.arrayContaining([
      ...['email', 'workEmail', 'personalEmail', 'notificationEmails', 'workPhoneNumber', 'personalPhoneNumber'],
      ...['phone', 'text', 'subject'],
    ]),
  );
  expect(personal).not.toEqual(expect.arrayContaining(['emailStatus']));
});

it('tells composers what is committed, without node and nodes', async () => {
  const { data } = await graphql({ schema, source: '{ _service { sdl } }' });
  expect(data).toMatchObject({ _service: { sdl: subgraph.trimEnd() } });
  expect(subgraph).toContain('federation/v2.9');
  expect(subgraph).not.toMatch(/^ {2}nodes?\(/m);
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(expect.arrayContaining(['node', 'nodes']));
});
