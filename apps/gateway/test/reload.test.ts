import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@getsales-gateway/sandbox';
import { exportSPKI } from 'jose';
import { expect, it } from 'vitest';
import { describeWithRedis, startRedisServer } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import { startReplica } from './soak/replica.ts';
import { bearer, createIssuerKey, jwtEnv, sign } from './tokens.ts';

const VIEWER = '{ viewer { uuid } }';
const KEYS = { 'the-first-key': { teamId: 1 }, 'the-second-key': { teamId: 1 } };

/** A gateway whose secrets stand in files. */
async function startWithFiles(secrets: Record<string, string>, env: Record<string, string>) {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), 'reload-')));
  const sandbox = opened.use(await startSandbox({ keys: KEYS, dialect: { requestsPerMinute: null } }));
  const pathOf = (name: string) => join(folder.path, name);
  const write = (name: string, secret: string) => writeFileSync(pathOf(name), `${secret}\n`);
  for (const [name, secret] of Object.entries(secrets)) write(name, secret);
  const files = Object.fromEntries(Object.keys(secrets).map((name) => [`${name}_FILE`, pathOf(name)]));
  const log: string[] = [];
  const settings = { DATA_DIR: folder.path, GETSALES_API_URL: sandbox.url, SHUTDOWN_DELAY_MS: '0', ...files, ...env };
  const replica = opened.use(await startReplica(settings, (line) => log.push(line)));
  const owned = opened.move();
  const linesWith = (text: string) => log.filter((line) => line.includes(text)).length;
  return { sandbox, replica, write, linesWith, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** On a connection of its own, so that any worker may get it. */
async function post(url: string | URL, body: object, credentials = bearer('the-first-key')): Promise<Response> {
  const headers = { 'content-type': 'application/json', connection: 'close', ...credentials };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

function signed(secret: string): object {
  const text = JSON.stringify({ query: '{ __typename }' });
  return {
    query: '{ __typename }',
    extensions: { 'hmac-signature': createHmac('sha256', secret).update(text).digest('base64') },
  };
}

it('takes over the secrets of router and webhooks on SIGHUP, and keeps those that it cannot read', async () => {
  await using started = await startWithFiles({ ROUTER_SECRET: 'router-1', WEBHOOK_SECRET: 'webhook-1' }, {});
  const { replica, write, linesWith } = started;
  const statuses = async (turn: number) => {
    const webhook = await post(new URL(`/webhooks/getsales/webhook-${turn}`, replica.url), {});
    return [(await post(replica.url, signed(`router-${turn}`))).status, webhook.status];
  };
  expect([await statuses(1), await statuses(2)]).toEqual([
    [200, 200],
    [401, 404],
  ]);
  write('ROUTER_SECRET', 'router-2');
  write('WEBHOOK_SECRET', 'webhook-2');
  replica.signal('SIGHUP');
  await eventually(async () => expect(await statuses(2)).toEqual([200, 200]));
  expect(await statuses(1)).toEqual([401, 404]);
  write('ROUTER_SECRET', '');
  write('WEBHOOK_SECRET', 'webhook-3');
  replica.signal('SIGHUP');
  await eventually(() => expect(linesWith('secrets stay as they are')).toBe(1));
  expect(linesWith('ROUTER_SECRET_FILE: is empty')).toBe(1);
  expect([await statuses(2), await statuses(3)]).toEqual([
    [200, 200],
    [401, 404],
  ]);
});

it('takes over the key of the token issuer on SIGHUP', async () => {
  const [first, second] = [await createIssuerKey(), await createIssuerKey()];
  const { JWT_PUBLIC_KEY = '', ...env } = await jwtEnv(first);
  const settings = { ...env, GETSALES_API_KEY: 'the-first-key' };
  await using started = await startWithFiles({ JWT_PUBLIC_KEY }, settings);
  const { replica, write } = started;
  const answerTo = async (token: string) => (await post(replica.url, { query: VIEWER }, bearer(token))).text();
  const [before, after] = [await sign(first), await sign(second)];
  expect(await answerTo(before)).toContain('"uuid"');
  write('JWT_PUBLIC_KEY', await exportSPKI(second.publicKey));
  replica.signal('SIGHUP');
  await eventually(async () => expect(await answerTo(after)).toContain('"uuid"'));
  expect(await answerTo(before)).toContain('UNAUTHENTICATED');
});

describeWithRedis('on Redis', () => {
  it('takes over a key of GetSales in every worker, when the first process gets SIGHUP', async () => {
    await using redis = await startRedisServer();
    const env = { AUTH_MODE: 'open', WORKERS: '2' };
    await using started = await startWithFiles({ GETSALES_API_KEY: 'the-first-key', REDIS_URL: redis.url }, env);
    const { sandbox, replica, write, linesWith } = started;
    await eventually(() => expect(linesWith('"msg":"ready"')).toBe(2));
    const keysOf = async (count: number) => {
      sandbox.requests.length = 0;
      for (let i = 0; i < count; i++) await post(replica.url, { query: VIEWER });
      return new Set(sandbox.requests.map(({ apiKey }) => apiKey));
    };
    expect(await keysOf(10)).toEqual(new Set(['the-first-key']));
    write('GETSALES_API_KEY', 'the-second-key');
    replica.signal('SIGHUP');
    await eventually(() => expect(linesWith('secrets were read again')).toBe(2));
    expect(await keysOf(10)).toEqual(new Set(['the-second-key']));
    expect(linesWith('the-second-key')).toBe(0);
  });
});
