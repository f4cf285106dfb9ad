import { cacheExchange, createClient, fetchExchange, gql } from '@urql/core';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

const LEADS = gql`
  query ($first: Int) {
    leads(first: $first) { nodes { id name } }
    senderProfiles(first: 1) { nodes { id } }
  }
`;

const SEND = gql`
  mutation ($input: SendMessageInput!) {
    sendMessage(input: $input) { message { status lead { id } } }
  }
`;

const TOO_MANY = gql`
  {
    leads(first: 501) { totalCount }
  }
`;

it('answers the queries and mutations of urql, and its errors carry our codes', async () => {
  await using stack = await startStack();
  const client = createClient({ url: stack.url, exchanges: [cacheExchange, fetchExchange] });

  const { data, error } = await client.query(LEADS, { first: 2 });
  expect(error).toBeUndefined();
  expect(data.leads.nodes).toHaveLength(2);

  const [lead] = data.leads.nodes;
  const input = { leadId: lead.id, senderProfileId: data.senderProfiles.nodes[0].id, text: 'Hello' };
  const sent = await client.mutation(SEND, { input });
  expect(sent.data.sendMessage).toMatchObject({ message: { status: 'NEW', lead: { id: lead.id } } });

  const refused = await client.query(TOO_MANY, {});
  expect(refused.error?.graphQLErrors.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
});
