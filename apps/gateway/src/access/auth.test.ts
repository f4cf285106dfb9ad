import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readEnv } from '../env.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, crypto.randomUUID());
  writeFileSync(path, text);
  return path;
}

function faultsOf(env: Record<string, string>): string[] {
  try {
    readEnv(env);
    return [];
  } catch (error) {
    return String(error).split('\n  ').slice(1);
  }
}

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const JWT = {
  AUTH_MODE: 'jwt',
  JWT_PUBLIC_KEY: PEM,
  JWT_ISSUER: 'https://login.example/',
  JWT_AUDIENCE: 'leads',
  GETSALES_API_KEY: 'key',
};
const { GETSALES_API_KEY: _, ...JWT_WITHOUT_KEY } = JWT;

it('lists everything that mode jwt lacks', () => {
  expect(faultsOf({ AUTH_MODE: 'jwt' })).toEqual([
    'GETSALES_API_KEY: AUTH_MODE=jwt needs it or GETSALES_API_KEYS_FILE',
    'JWT_AUDIENCE: AUTH_MODE=jwt needs one',
    'JWT_ISSUER: AUTH_MODE=jwt needs one',
    'JWT_JWKS_URL: AUTH_MODE=jwt needs it or JWT_PUBLIC_KEY',
  ]);
  expect(faultsOf(JWT)).toEqual([]);
});

it('takes one source of keys, not two', () => {
  const keys = fileWith('{ "sales": { "apiKey": "key" } }');
  expect(faultsOf({ ...JWT, JWT_JWKS_URL: 'https://login.example/jwks', GETSALES_API_KEYS_FILE: keys })).toEqual([
    'GETSALES_API_KEY: set it or GETSALES_API_KEYS_FILE, not both',
    'JWT_JWKS_URL: set it or JWT_PUBLIC_KEY, not both',
    'JWT_TEAM_CLAIM: GETSALES_API_KEYS_FILE needs one',
  ]);
});

it.each([
  ['{ "sales": ', 'it is not JSON'],
  ['[]', 'expected { "<team>": { "apiKey": "…", "teamId": "…" } }'],
  ['{ "sales": { "key": "x" } }', 'expected { "<team>": { "apiKey": "…", "teamId": "…" } }'],
  ['{ "sales": { "apiKey": "two words" } }', 'expected { "<team>": { "apiKey": "…", "teamId": "…" } }'],
])('refuses a file of keys that cannot be used: %s', (text, fault) => {
  const env = { ...JWT_WITHOUT_KEY, JWT_TEAM_CLAIM: 'team', GETSALES_API_KEYS_FILE: fileWith(text) };
  expect(faultsOf(env)).toEqual([`GETSALES_API_KEYS_FILE: ${fault}`]);
});

it.each([
  'secret',
  '{"kty":"oct","k":"c2VjcmV0"}',
  generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
])('refuses a key that no token may be signed with: %s', (JWT_PUBLIC_KEY) => {
  const expected = 'JWT_PUBLIC_KEY: expected a PEM or JWK public key for RS256, ES256 or EdDSA';
  expect(faultsOf({ ...JWT, JWT_PUBLIC_KEY })).toEqual([expected]);
});

it('keeps the public half of a private key alone', () => {
  const { auth } = readEnv({ ...JWT, JWT_PUBLIC_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
  expect(auth).toMatchObject({ token: { key: { type: 'public' } } });
});

it('reads secrets from files, without the line break at their end', () => {
  const { auth, coordination } = readEnv({
    ...JWT_WITHOUT_KEY,
    GETSALES_API_KEY_FILE: fileWith('key-in-a-file\n'),
    REDIS_URL_FILE: fileWith('redis://user:password@redis.example:6379\r\n'),
  });
  expect(auth).toMatchObject({ keys: { apiKey: 'key-in-a-file' } });
  expect(coordination.redisUrl).toBe('redis://user:password@redis.example:6379');
});

it('refuses a secret that is set twice, cannot be read or is empty', () => {
  expect(
    faultsOf({
      GETSALES_API_KEY: 'key',
      GETSALES_API_KEY_FILE: fileWith('key'),
      REDIS_URL_FILE: join(folder, 'missing'),
      ROUTER_SECRET_FILE: fileWith('\n'),
    }),
  ).toEqual([
    'GETSALES_API_KEY: set it or GETSALES_API_KEY_FILE, not both',
    'REDIS_URL_FILE: cannot be read',
    'ROUTER_SECRET_FILE: is empty',
  ]);
});
