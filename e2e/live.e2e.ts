import { fileURLToPath } from 'node:url';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import relay, { type RequestParameters } from 'relay-runtime';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { findChromium, startBrowser } from './browser.ts';
import { startProgram } from './program.ts';
import { advance } from './sandbox-controls.ts';
import { bundle, type Stack, startStack } from './stack.ts';

const REPLIES = `subscription Replies($after: String) {
  messageReceived(after: $after) { cursor message { id direction text lead { id name } } }
}`;

const REPLY = {
  messageReceived: {
    cursor: expect.any(String),
    message: expect.objectContaining({
      direction: 'INBOUND',
      lead: expect.objectContaining({ id: expect.any(String) }),
    }),
  },
};

const MAIN = fileURLToPath(new URL('../examples/supergraph/main.ts', import.meta.url));

/** Both apps, with leads that answer as the sandbox's time goes on. */
function startAnswering(settings: Record<string, string> = {}): Promise<Stack> {
  return startStack({ LIVE_POLL_MS: '300', ...settings }, bundle, { SANDBOX_ALIVE: 'true' });
}

/** Lets leads answer until the client has heard one. */
async function untilHeard({ upstreamUrl }: Stack, heard: () => unknown): Promise<void> {
  await vi.waitFor(
    async () => {
      if (heard() === undefined) await advance(upstreamUrl, 10_000);
      expect(heard()).toMatchObject(REPLY);
    },
    { timeout: 30_000, interval: 500 },
  );
}

const toWebSocket = ({ url, apiKey }: Stack) =>
  createWsClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${apiKey}` },
  });

it('sends replies to Apollo Client over WebSocket', async () => {
  await using stack = await startAnswering({ AUTH_MODE: 'passthrough', GETSALES_API_KEY: '' });
  const sockets = toWebSocket(stack);
  const client = new ApolloClient({ link: new GraphQLWsLink(sockets), cache: new InMemoryCache() });
  const heard: unknown[] = [];
  const following = client.subscribe({ query: gql(REPLIES) }).subscribe(({ data }) => void heard.push(data));
  await untilHeard(stack, () => heard[0]);
  following.unsubscribe();
  client.stop();
  await sockets.dispose();
});

it('sends replies to urql over server-sent events', async () => {
  await using stack = await startAnswering();
  const events = createSseClient({ url: stack.url });
  const forwardSubscription: Parameters<typeof subscriptionExchange>[0]['forwardSubscription'] = ({
    query = '',
    variables,
  }) => ({ subscribe: (sink) => ({ unsubscribe: events.subscribe({ query, variables }, sink) }) });
  const client = new UrqlClient({ url: stack.url, exchanges: [subscriptionExchange({ forwardSubscription })] });
  const heard: unknown[] = [];
  const following = client.subscription(REPLIES, {}).subscribe(({ data }) => void heard.push(data));
  await untilHeard(stack, () => heard[0]);
  following.unsubscribe();
  events.dispose();
});

it('sends replies to the network layer of Relay over WebSocket', async () => {
  await using stack = await startAnswering();
  const sockets = toWebSocket(stack);
  const network = relay.Network.create(
    () => Promise.reject(new Error('There is no query')),
    ({ text, name }, variables) =>
      relay.Observable.create((sink) =>
        sockets.subscribe(
          { query: text ?? '', operationName: name, variables },
          {
            next: (result) => sink.next(JSON.parse(JSON.stringify(result))),
            error: (error) => sink.error(error instanceof Error ? error : new Error(String(error))),
            complete: () => sink.complete(),
          },
        ),
      ),
  );
  const request: RequestParameters = {
    id: null,
    cacheID: 'replies',
    metadata: {},
    name: 'Replies',
    operationKind: 'subscription',
    text: REPLIES,
  };
  const heard: unknown[] = [];
  const following = network.execute(request, {}, {}).subscribe({
    next: (result) => void heard.push('data' in result ? result.data : undefined),
  });
  await untilHeard(stack, () => heard[0]);
  following.unsubscribe();
  await sockets.dispose();
});

it('sends replies through Hive Gateway, which signs what it asks, to a page in a browser', async ({ skip }) => {
  await using chromium = await startBrowser(findChromium() ?? skip('Chromium is absent: apt-get install chromium'));
  const ROUTER_SECRET = 'a-secret-of-both-sides-32-characters';
  await using stack = await startAnswering({ ROUTER_SECRET });
  await using supergraph = startProgram(MAIN, { GETSALES_GRAPHQL_URL: stack.url, ROUTER_PORT: '0', ROUTER_SECRET });
  const [, url = ''] = await supergraph.printed(/Supergraph +(\S+)/);
  const page = await chromium.newPage();
  await page.goto(new URL('/healthcheck', url).href);
  const heard: unknown[] = [];
  await page.exposeFunction('hear', (data: string) => void heard.push(JSON.parse(data).data));
  await page.evaluate(`
    const events = new EventSource('/graphql?query=' + encodeURIComponent(${JSON.stringify(REPLIES)}));
    events.addEventListener('next', ({ data }) => window.hear(data));
  `);
  await untilHeard(stack, () => heard[0]);
});

it('sends replies through Hive Gateway to its clients', async () => {
  await using stack = await startAnswering({ AUTH_MODE: 'passthrough', GETSALES_API_KEY: '' });
  await using supergraph = startProgram(MAIN, { GETSALES_GRAPHQL_URL: stack.url, ROUTER_PORT: '0' });
  const [, url = ''] = await supergraph.printed(/Supergraph +(\S+)/);
  const events = createSseClient({ url, headers: { authorization: `Bearer ${stack.apiKey}` } });
  const heard: unknown[] = [];
  const leave = events.subscribe(
    { query: REPLIES },
    { next: ({ data }) => void heard.push(data), error() {}, complete() {} },
  );
  await untilHeard(stack, () => heard[0]);
  leave();
  events.dispose();
});
