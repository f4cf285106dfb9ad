/** Composes with a CRM that has the names which company graphs have, in two composers. */
import { readFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { type DocumentNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { prefixNames } from '../src/name-prefix.ts';
import { clientSchema } from '../src/schema.ts';

const ours = readFileSync(new URL('../subgraph.graphql', import.meta.url), 'utf8');
const prefixed = prefixNames(ours, 'Acme', clientSchema);

/** What every CRM has. */
const CRM = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])

  scalar DateTime

  type Query {
    user(id: ID!): User
    accounts(first: Int, filter: AccountFilter): AccountConnection
    users(orderBy: UserOrder, direction: OrderDirection, createdAt: DateTimeRange): [User!]
  }

  type Mutation {
    createContact(input: LeadInput!): User
  }

  interface Node {
    id: ID!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type User implements Node @key(fields: "id") {
    id: ID!
    email: String
    createdAt: DateTime
  }

  type Account implements Node @key(fields: "id") {
    id: ID!
    name: String
    owner: User
    status: AccountStatus
  }

  type AccountConnection {
    nodes: [Account!]!
    pageInfo: PageInfo!
  }

  type Company @key(fields: "id") {
    id: ID!
    lists: [List!]
    tags: [Tag!]
  }

  type List {
    name: String
  }

  type Tag {
    name: String
  }

  enum AccountStatus {
    OPEN
    CLOSED
  }

  enum MessageStatus {
    READ
    UNREAD
  }

  enum MessageDirection {
    IN
    OUT
  }

  enum OrderDirection {
    UP
    DOWN
  }

  enum UserOrder {
    NAME
  }

  input AccountFilter {
    status: AccountStatus
    message: MessageStatus
    direction: MessageDirection
  }

  input DateTimeRange {
    from: DateTime
  }

  input LeadInput {
    firstName: String
    lastName: String
    source: String
  }

  input LeadFilter {
    source: String
  }
`;

/** What only a prefix keeps apart: names that this graph keeps for itself, with other fields and meanings. */
const RIVAL = /* GraphQL */ `
  ${CRM}

  extend type Query {
    leads(first: Int): [Lead!]
    message(id: ID!): Message
    flows: [Flow!]
    viewer: User
  }

  extend type Mutation {
    sendMessage(input: SendMessageInput!): SendMessagePayload
  }

  type Lead @key(fields: "id") {
    id: ID!
    name: String!
    score: Int
  }

  type Message @key(fields: "id") {
    id: ID!
    text: [String!]!
    author: User
  }

  type Flow @key(fields: "id") {
    id: ID!
    steps: Int
  }

  input SendMessageInput {
    channel: String!
  }

  type SendMessagePayload {
    ok: Boolean
  }
`;

/** Composes in one composer: the definitions of the whole graph. Undefined where it refuses. */
const COMPOSERS: Record<string, (crm: string, getsales: string) => DocumentNode | undefined> = {
  '@theguild/federation-composition'(crm, getsales) {
    const { publicSdl } = composeServices([
      { name: 'getsales', typeDefs: parse(getsales) },
      { name: 'crm', typeDefs: parse(crm) },
    ]);
    return publicSdl === undefined ? undefined : parse(publicSdl);
  },
  '@wundergraph/composition'(crm, getsales) {
    const result = federateSubgraphs({
      subgraphs: [
        { name: 'getsales', url: 'http://getsales', definitions: parse(getsales) },
        { name: 'crm', url: 'http://crm', definitions: parse(crm) },
      ],
      version: ROUTER_COMPATIBILITY_VERSION_ONE,
    });
    return result.success ? result.federatedGraphAST : undefined;
  },
};

/** What every subgraph adds to. */
const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** What each type consists of, by its name. */
function partsOf(document: DocumentNode): Record<string, string[]> {
  const parts: Record<string, string[]> = {};
  for (const definition of document.definitions) {
    if (!('name' in definition) || definition.name === undefined) continue;
    const members = 'fields' in definition ? definition.fields : 'values' in definition ? definition.values : undefined;
    if (members === undefined || ROOTS.includes(definition.name.value)) continue;
    parts[definition.name.value] = members.map(({ name }) => name.value).toSorted();
  }
  return parts;
}

const composers = Object.entries(COMPOSERS);

it.each(composers)('keeps each type as its subgraph has it, in %s', (_name, compose) => {
  const whole = compose(CRM, ours);
  expect(whole && partsOf(whole)).toMatchObject({ ...partsOf(parse(ours)), ...partsOf(parse(CRM)) });
});

it.each(composers)('is not silently merged with leads and messages of another meaning, in %s', (_name, compose) => {
  expect(compose(RIVAL, ours)).toBeUndefined();
});

it.each(composers)('keeps everything apart with a prefix, in %s', (_name, compose) => {
  const whole = compose(RIVAL, prefixed);
  const own = partsOf(parse(prefixed));
  expect(whole && partsOf(whole)).toMatchObject({ ...own, ...partsOf(parse(RIVAL)) });
  expect(Object.keys(own).filter((name) => !name.startsWith('Acme'))).toEqual(['Node', 'PageInfo']);
  expect(own['AcmeLead']).toEqual(partsOf(parse(ours))['Lead']);
});
