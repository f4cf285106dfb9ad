import { ApolloClient, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

interface Leads {
  leads: {
    totalCount: number;
    edges: { node: { id: string; createdAt: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const LEADS: TypedDocumentNode<Leads, { after?: string }> = gql`
  query ($after: String) {
    leads(first: 70, after: $after) {
      totalCount
      edges { node { id createdAt } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

it('lets Apollo Client walk all leads by relayStylePagination, each exactly once and in order', async () => {
  await using stack = await startStack();
  const client = new ApolloClient({
    link: new HttpLink({ uri: stack.url }),
    cache: new InMemoryCache({ typePolicies: { Query: { fields: { leads: relayStylePagination() } } } }),
  });
  const query = client.watchQuery({ query: LEADS });
  await query.reobserve();

  const shown = () => client.readQuery({ query: LEADS })?.leads;
  while (shown()?.pageInfo.hasNextPage) {
    await query.fetchMore({ variables: { after: shown()?.pageInfo.endCursor ?? '' } });
  }

  const leads = shown()?.edges.map(({ node }) => node) ?? [];
  expect(leads).toHaveLength(300);
  expect(new Set(leads.map(({ id }) => id)).size).toBe(shown()?.totalCount);
  expect(leads.map(({ createdAt }) => createdAt)).toEqual(
    leads
      .map(({ createdAt }) => createdAt)
      .sort()
      .reverse(),
  );
  client.stop();
});
