import { createHash } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { cacheExchange, createClient, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

const LEADS = gql`
  query Leads {
    leads { totalCount }
  }
`;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it.each([true, false])("makes Apollo's persisted queries send the text (GET for hashes: %j)", async (isGet) => {
  await using stack = await startStack();
  const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: isGet });
  const client = new ApolloClient({ link: link.concat(new HttpLink({ uri: stack.url })), cache: new InMemoryCache() });

  expect((await client.query({ query: LEADS })).data).toMatchObject({ leads: { totalCount: 300 } });
  client.stop();
});

it.each([true, false])("makes urql's persisted queries send the text (GET: %j)", async (isGet) => {
  await using stack = await startStack();
  const client = createClient({
    url: stack.url,
    exchanges: [
      cacheExchange,
      persistedExchange({ preferGetForPersistedQueries: isGet, generateHash: async (text) => sha256(text) }),
      fetchExchange,
    ],
  });

  const { data, error } = await client.query(LEADS.loc?.source.body ?? '', {});
  expect(error).toBeUndefined();
  expect(data).toMatchObject({ leads: { totalCount: 300 } });
});
