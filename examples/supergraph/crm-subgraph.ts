import { randomUUID } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

/** A CRM that was there before: it knows leads by their UUID, and companies by their domain. */
const typeDefs = parse(/* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])

  type Query {
    accounts: [Account!]
    deals: [Deal!]
  }

  type Mutation {
    addAccount(input: AddAccountInput!): Account
    addDeal(input: AddDealInput!): Deal
  }

  input AddAccountInput {
    name: String!
    domain: String!
    ownerEmail: String!
  }

  input AddDealInput {
    title: String!
    amount: Int!
    accountId: ID!
    leadUuid: ID!
  }

  type Account @key(fields: "id") {
    id: ID!
    name: String!
    domain: String!
    owner: Employee
    deals: [Deal!]
  }

  type Deal @key(fields: "id") {
    id: ID!
    title: String!
    amount: Int!
    account: Account
    lead: Lead
  }

  type Employee @key(fields: "email") {
    email: String!
  }

  # Nullable, so that an outage here does not null what GetSales knows of a lead.
  type Lead @key(fields: "uuid") {
    uuid: ID!
    deals: [Deal!]
  }

  type LeadCompany @key(fields: "uuid") {
    uuid: ID!
    domain: String @external
    account: Account @requires(fields: "domain")
  }
`);

interface Account {
  id: string;
  name: string;
  domain: string;
  ownerEmail: string;
}

interface Deal {
  id: string;
  title: string;
  amount: number;
  accountId: string;
  leadUuid: string;
}

/** Serves the CRM as GraphQL over HTTP. What is in it is kept in memory only. */
export function createCrmSubgraph() {
  const accounts: Account[] = [];
  const deals: Deal[] = [];
  const accountOf = (id: string) => accounts.find((account) => account.id === id);
  const resolvers = {
    Query: { accounts: () => accounts, deals: () => deals },
    Mutation: {
      addAccount: (_root: unknown, { input }: { input: Omit<Account, 'id'> }) => added(accounts, input),
      addDeal: (_root: unknown, { input }: { input: Omit<Deal, 'id'> }) => added(deals, input),
    },
    Account: {
      __resolveReference: ({ id }: { id: string }) => accountOf(id),
      owner: ({ ownerEmail }: Account) => ({ email: ownerEmail }),
      deals: ({ id }: Account) => deals.filter(({ accountId }) => accountId === id),
    },
    Deal: {
      __resolveReference: ({ id }: { id: string }) => deals.find((deal) => deal.id === id),
      account: ({ accountId }: Deal) => accountOf(accountId),
      lead: ({ leadUuid }: Deal) => ({ uuid: leadUuid }),
    },
    Lead: {
      deals: ({ uuid }: { uuid: string }) => deals.filter(({ leadUuid }) => leadUuid === uuid),
    },
    LeadCompany: {
      // The router brings the domain along, which it has from GetSales.
      account: ({ domain }: { domain?: string }) => accounts.find((account) => account.domain === domain),
    },
  };
  return createYoga({ schema: buildSubgraphSchema({ typeDefs, resolvers }), logging: 'warn' });
}

function added<T>(list: (T & { id: string })[], input: T): T & { id: string } {
  const item = { ...input, id: randomUUID() };
  list.push(item);
  return item;
}
