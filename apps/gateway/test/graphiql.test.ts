import { Agent, get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { schema } from '@getsales-gateway/schema';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { readEnv } from '../src/env.ts';
import { readEmbedded } from '../src/graphiql/embedded.ts';
import { createExampleTabs, listExamples } from '../src/graphiql/examples.ts';
import { type Stack, startStack } from './stack.ts';

const OPEN_SANDBOX = { AUTH_MODE: 'open', GETSALES_API_KEY: 'sandbox-key' };

function open({ url }: Stack): Promise<Response> {
  return fetch(url, { headers: { accept: 'text/html' } });
}

/** Where the page's files are. */
function filesOf(page: string): string[] {
  return [...page.matchAll(/"(\/graphiql\/[^"]+\.\w+)"/g)].map(([, path = '']) => path);
}

it('offers example tabs that the graph understands, and that give data over the sandbox', async () => {
  await using stack = await startStack({ env: OPEN_SANDBOX });
  const tabs = createExampleTabs(readEnv(OPEN_SANDBOX));
  expect(tabs).toHaveLength(6);
  for (const { query, variables = '{}' } of tabs) {
    expect(validate(schema, parse(query))).toEqual([]);
    // Lasts until its client leaves.
    if (/^subscription/m.test(query)) continue;
    const { data, errors } = await stack.query(query, JSON.parse(variables));
    expect(errors).toBeUndefined();
    for (const value of Object.values(data ?? {})) expect(value).not.toBeNull();
  }
});

it('offers the queries of every guide, which give data over the sandbox', async () => {
  await using stack = await startStack({ env: OPEN_SANDBOX });
  const { guides } = await readEmbedded();
  const examples = listExamples(readEnv(OPEN_SANDBOX), guides);
  const written = Object.values(guides).flatMap(
    (page) => page.match(/^```graphql\n(query|mutation|subscription)/gm) ?? [],
  );
  expect(examples).toHaveLength(written.length);
  for (const { name, query, variables } of examples.filter((example) => example.query.startsWith('query'))) {
    expect((await stack.query(query, JSON.parse(variables))).errors, name).toBeUndefined();
  }
  const prefixed = listExamples(readEnv({ ...OPEN_SANDBOX, GRAPH_NAME_PREFIX: 'Acme' }), guides);
  expect(prefixed.every(({ query }) => query.includes('acme'))).toBe(true);
  const own = listExamples(readEnv({ AUTH_MODE: 'open', GETSALES_API_KEY: 'key' }), guides);
  expect(own.filter(({ variables }) => variables !== '{}').every(({ variables }) => variables.includes('…'))).toBe(
    true,
  );
});

it('serves the map of the schema, laid out by WebAssembly of its own, only where GraphiQL is', async () => {
  await using stack = await startStack();
  const response = await fetch(new URL('/graphiql/map', stack.url));
  const page = await response.text();
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:;");
  expect(policy).not.toContain("'unsafe-eval'");
  const statuses = filesOf(page).map(async (file) => (await fetch(new URL(file, stack.url))).status);
  expect(await Promise.all(statuses)).toEqual([200, 200, 200]);
  await using without = await startStack({ env: { GRAPHIQL: 'false' } });
  expect((await fetch(new URL('/graphiql/map', without.url))).status).toBe(404);
  expect(stack.upstream).toEqual([]);
});

it('names nobody real in its examples: with an account of your own there are gaps to fill in', () => {
  const tabs = createExampleTabs(readEnv({ AUTH_MODE: 'open', GETSALES_API_KEY: 'key' }));
  expect(tabs.filter(({ variables }) => variables).map(({ variables }) => variables?.includes('…'))).toEqual([
    true,
    true,
    true,
  ]);
});

it('asks for the key once where callers bring their own, under the name that this gateway reads', async () => {
  await using passthrough = await startStack({ env: { API_KEY_HEADER: 'X-GetSales-Key' } });
  const page = await (await open(passthrough)).text();
  expect(page).toContain('id="key-bar"');
  expect(page).toContain('"keyHeader":"x-getsales-key"');
  await using gateway = await startStack({ env: OPEN_SANDBOX });
  expect(await (await open(gateway)).text()).not.toContain('key-bar');
});

it('serves a small page that loads nothing from elsewhere, runs no script of its own text, and that nobody can frame', async () => {
  await using stack = await startStack();
  const response = await open(stack);
  const page = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-cache',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)="(https?:)?\/\//);
  expect(page).not.toMatch(/<script>/);
  expect(page.length).toBeLessThan(40_000);
});

it('serves the files of the page compressed, under names that change with them, to be kept for good', async () => {
  await using stack = await startStack();
  const files = filesOf(await (await open(stack)).text());
  expect(files).toHaveLength(6);
  for (const file of files) {
    const [packed, plain] = await Promise.all(['gzip', 'identity'].map((encoding) => download(stack, file, encoding)));
    expect(packed?.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
    expect(plain?.headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(packed?.body ?? '').equals(plain?.body ?? Buffer.of())).toBe(true);
  }
  const missing = await fetch(new URL('/graphiql/graphiql-0000000000000000.js', stack.url));
  expect([missing.status, await missing.json()]).toMatchObject([
    404,
    { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  ]);
});

it('holds one copy of a file for all who load it, however many do not read on', async () => {
  await using stack = await startStack();
  const [, script = ''] = filesOf(await (await open(stack)).text()).filter((file) => file.endsWith('.js'));
  await download(stack, script, 'gzip');
  const agent = new Agent({ maxSockets: 100 });
  const before = process.memoryUsage();
  const stalled = await Promise.all(Array.from({ length: 40 }, () => stall(stack, script, agent)));
  const after = process.memoryUsage();
  for (const response of stalled) response.destroy();
  agent.destroy();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20_000_000);
});

it('says at / what this is, as a page or as text', async () => {
  await using stack = await startStack();
  const front = new URL('/', stack.url);
  const page = await fetch(front, { headers: { accept: 'text/html,*/*;q=0.8' } });
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await page.text();
  for (const [, href = ''] of html.matchAll(/href="(\/[^"]*)"/g)) {
    expect((await fetch(new URL(href, front), { headers: { accept: 'text/html' } })).status, href).toBe(200);
  }
  const text = await fetch(front, { headers: { accept: '*/*' } });
  expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await text.text()).toContain('/health/ready');
  expect((await fetch(front, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(front, { method: 'POST' })).status).toBe(405);
  expect(stack.upstream).toEqual([]);
});

/** Without `fetch`, which unpacks by itself. */
async function download(stack: Stack, file: string, encoding: string) {
  const response = await request(stack, file, { 'accept-encoding': encoding });
  return { headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

/** Asks for a file and reads none of it. */
function stall(stack: Stack, file: string, agent: Agent) {
  return request(stack, file, { 'accept-encoding': 'gzip' }, agent);
}

function request({ url }: Stack, file: string, headers: Record<string, string>, agent?: Agent) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    get(new URL(file, url), { headers, agent }, resolve).once('error', reject);
  });
}
