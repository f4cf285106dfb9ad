import type { Code as SchemaCode } from '@getsales-gateway/schema';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { expectTypeOf, it } from 'vitest';
import type { Rest } from './client.ts';
import { type Client, type Code, graphql, sendOnce, subscribe, walk } from './index.ts';

declare const client: Client;

it('has the codes of the schema', () => {
  expectTypeOf<Code>().toEqualTypeOf<SchemaCode>();
});

it('gives rows and events the types that a document selects', async () => {
  const leads = graphql(
    `query ($after: String) { leads(after: $after) { nodes { uuid name createdAt } pageInfo { hasNextPage endCursor } } }`,
  );
  for await (const lead of walk(client, leads)) {
    expectTypeOf(lead).toEqualTypeOf<{ uuid: string; name: string | null; createdAt: string | null }>();
  }
  const thread = graphql(`
    query ($id: ID!, $before: String) {
      lead(id: $id) { thread(last: 9, before: $before) { edges { node { status } } pageInfo { hasPreviousPage startCursor } } }
    }
  `);
  for await (const { status } of walk(client, thread, { id: 'x' })) {
    expectTypeOf(status).toEqualTypeOf<'NEW' | 'IN_PROGRESS' | 'DONE' | 'FAILED' | null>();
  }
  const replies = graphql(
    `subscription ($after: String) { messageReceived(after: $after) { cursor message { text } } }`,
  );
  for await (const event of subscribe(client, replies)) {
    expectTypeOf(event).toEqualTypeOf<{ cursor: string; message: { text: string | null } }>();
  }
});

it('takes documents of GraphQL Code Generator, and the variables that they need', async () => {
  type Variables = { input: { leadId: string; idempotencyKey?: string | null } };
  const send = graphql(`mutation ($input: DeleteLeadInput!) { deleteLead(input: $input) { deletedLeadId } }`);
  expectTypeOf(client.request(send, { input: { leadId: 'x' } })).resolves.toExtend<object>();
  const generated = {} as TypedDocumentNode<{ done: boolean }, Variables>;
  expectTypeOf(sendOnce(client, generated, { input: { leadId: 'x' } })).resolves.toEqualTypeOf<{ done: boolean }>();
  expectTypeOf<[]>().not.toExtend<Rest<Variables>>();
  expectTypeOf<[]>().toExtend<Rest<{ after?: string | null }>>();
});
