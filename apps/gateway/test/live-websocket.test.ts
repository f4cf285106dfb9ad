import { once } from 'node:events';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from './eventually.ts';
import { type Stack, startStack } from './stack.ts';

const RECEIVED = 'subscription($after: String) { messageReceived(after: $after) { cursor message { text } } }';
const FAST = { env: { LIVE_POLL_MS: '50' }, sandbox: { size: { leads: 2, messages: 0 } } };

const toAddress = (url: string) => url.replace('http', 'ws');

function connect(stack: Pick<Stack, 'url' | 'sandbox'>, options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url: toAddress(stack.url),
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${stack.sandbox.apiKey}` },
    retryAttempts: 0,
    ...options,
  });
}

function listen(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const state = { results: [] as unknown[], isComplete: false, error: undefined as unknown };
  const leave = client.subscribe(
    { query, variables },
    {
      next: (result) => void state.results.push(result),
      error: (error) => {
        state.error = error;
      },
      complete: () => {
        state.isComplete = true;
      },
    },
  );
  return { state, leave };
}

function arrive({ sandbox }: Stack, text: string): void {
  sandbox.clock.advance(1_000);
  sandbox.world.messages.insert({ type: 'inbox', text });
}

/** Opens a socket by hand: resolves with the status of a refusal, or 101. */
async function shake(url: string, headers: Record<string, string>, protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(toAddress(url), protocol, { headers });
  socket.on('error', () => {});
  const status = await Promise.race([
    once(socket, 'open').then(() => 101),
    once(socket, 'unexpected-response').then(([, response]) => response.statusCode),
  ]);
  return { status, socket };
}

it('sends events, and answers queries, mutations and bad documents on one connection', async () => {
  await using stack = await startStack(FAST);
  const client = connect(stack);
  const { state, leave } = listen(client, RECEIVED);
  await eventually(() => expect(stack.upstream).not.toEqual([]));
  await eventually(() => {
    if (state.results.length === 0) arrive(stack, 'one');
    expect(state.results[0]).toMatchObject({ data: { messageReceived: { message: { text: 'one' } } } });
  });
  const query = listen(client, '{ leads(first: 1) { nodes { id } totalCount } }').state;
  await eventually(() => expect(query.isComplete).toBe(true));
  expect(query.results).toMatchObject([{ data: { leads: { totalCount: 2 } } }]);
  const bad = listen(client, '{ nonsense }').state;
  await eventually(() => expect(bad.error).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]));
  expect(JSON.stringify(bad.error)).not.toContain('"http"');
  leave();
  const { sandbox } = stack;
  await eventually(async () => {
    const before = sandbox.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sandbox.requests).toHaveLength(before);
  });
  await client.dispose();
});

it('goes on after a cursor of server-sent events or another connection', async () => {
  await using stack = await startStack(FAST);
  await using other = await stack.startAnother();
  const client = connect(stack);
  const { state } = listen(client, RECEIVED);
  await eventually(() => {
    if (state.results.length === 0) arrive(stack, 'one');
    expect(state.results.length).toBeGreaterThan(0);
  });
  await client.dispose();
  const read = state.results.length;
  const [last] = state.results.slice(-1);
  arrive(stack, 'since');
  const second = connect({ ...stack, url: other.url });
  const after = /"cursor":"([\w-]+)"/.exec(JSON.stringify(last))?.[1];
  const next = listen(second, RECEIVED, { after }).state;
  await eventually(() => expect(JSON.stringify(next.results)).toContain('"since"'));
  expect(next.results.length).toBeLessThanOrEqual(read + 1);
  await second.dispose();
});

it('takes the key from the handshake too, and refuses operations without one', async () => {
  await using stack = await startStack(FAST);
  const headers = { authorization: `Bearer ${stack.sandbox.apiKey}` };
  class WithHeaders extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers });
    }
  }
  const named = connect(stack, { webSocketImpl: WithHeaders, connectionParams: {} });
  const query = listen(named, '{ viewer { uuid } }').state;
  await eventually(() => expect(query.isComplete).toBe(true));
  expect(query.results).toMatchObject([{ data: { viewer: { uuid: expect.any(String) } } }]);
  stack.forget();
  const nameless = connect(stack, { connectionParams: {} });
  const refused = listen(nameless, RECEIVED).state;
  await eventually(() => expect(refused.error).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]));
  expect(stack.upstream).toEqual([]);
  await Promise.all([named.dispose(), nameless.dispose()]);
});

it('refuses pages of foreign origins, other paths and other protocols', async () => {
  await using stack = await startStack({ ...FAST, env: { ...FAST.env, CORS_ORIGINS: 'https://app.example' } });
  const own = new URL(stack.url).origin;
  const statuses = [
    await shake(stack.url, { origin: 'https://evil.example' }),
    await shake(stack.url, { origin: 'null' }),
    await shake(stack.url, {}, 'graphql-ws'),
    await shake(stack.url.replace('/graphql', '/other'), {}),
    await shake(stack.url, { origin: 'https://app.example' }),
    await shake(stack.url, { origin: own }),
    await shake(stack.url, {}),
  ].map(({ status, socket }) => {
    socket.terminate();
    return status;
  });
  expect(statuses).toEqual([403, 403, 400, 404, 101, 101, 101]);
});

it('refuses foreign pages and foreign host names in mode open', async () => {
  await using stack = await startStack({ env: { AUTH_MODE: 'open', GETSALES_API_KEY: 'sandbox-key' } });
  for (const [name, value] of [
    ['origin', 'http://localhost:1'],
    ['host', 'evil.example'],
  ] as const) {
    const { status, socket } = await shake(stack.url, { [name]: value });
    socket.terminate();
    expect(status).toBe(403);
  }
});

it('closes a connection that sends too much, nothing, or what is no message', async () => {
  await using stack = await startStack({ ...FAST, env: { ...FAST.env, MAX_BODY_BYTES: '1000' } });
  const closing = async (message: string) => {
    const { socket } = await shake(stack.url, {});
    socket.send(message);
    const [code] = await once(socket, 'close');
    return code;
  };
  expect(await closing(JSON.stringify({ type: 'connection_init', payload: { text: 'x'.repeat(2_000) } }))).toBe(1009);
  expect(await closing('nonsense')).toBe(4400);
  expect(await closing(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ a }' } }))).toBe(4401);
  expect(stack.upstream).toEqual([]);
  expect(stack.log.join('')).not.toMatch(/"level":"(warn|error)"/);
});

it('completes subscriptions and closes connections when it stops', async () => {
  await using stack = await startStack(FAST);
  const closes: unknown[] = [];
  const client = connect(stack, { on: { closed: (event) => void closes.push(event) } });
  const { state } = listen(client, RECEIVED);
  await eventually(() => {
    if (state.results.length === 0) arrive(stack, 'one');
    expect(state.results.length).toBeGreaterThan(0);
  });
  await stack.gateway[Symbol.asyncDispose]();
  await eventually(() => expect(state.isComplete).toBe(true));
  await eventually(() => expect(closes).toMatchObject([{ code: expect.any(Number) }]));
});
