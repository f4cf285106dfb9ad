import { createHmac, createSecretKey } from 'node:crypto';
import { defaultParamsSerializer } from '@graphql-mesh/hmac-upstream-signature';
import { exportJWK, exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { expect } from 'vitest';
import { ALL_SCOPES, AUDIENCE, createIssuerKey, ISSUER, sign } from '../tokens.ts';
import type { Attack } from './attack.ts';
import { ISSUER_KEY, ROUTER_SECRET, TEAM_KEY } from './settings.ts';
import { acknowledged, nextOf, type Target } from './target.ts';

const key = ISSUER_KEY;
const ownKey = await createIssuerKey();
const claims = { scope: ALL_SCOPES, team: 'sales' };

const READ = '{ leads(first: 1) { nodes { uuid } } }';
const WRITE = 'mutation { startFlow(input: { flowId: "00000000-0000-4000-8000-000000000000" }) { flow { uuid } } }';

const toPart = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token whose signature is that of the issuer, over another head or other claims. */
async function patched(head: object | undefined, payload: object | undefined, signature?: string): Promise<string> {
  const parts = (await sign(key, { claims })).split('.');
  return [head ? toPart(head) : parts[0], payload ? toPart(payload) : parts[1], signature ?? parts[2]].join('.');
}

const LASTING = { iss: ISSUER, aud: AUDIENCE, sub: 'moriarty', exp: 9_999_999_999, ...claims };

/** Signed by a key of the attacker, which the token itself brings or points to. */
function broughtAlong(head: object): Promise<string> {
  return new SignJWT(LASTING).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...head }).sign(ownKey.privateKey);
}

const UNSIGNED = new UnsecuredJWT(LASTING).encode();

async function hs256(): Promise<string> {
  return sign(key, { claims, alg: 'HS256' }, createSecretKey(Buffer.from(await exportSPKI(key.publicKey))));
}

const TOKENS: [id: string, tries: string, token: () => string | Promise<string>][] = [
  ['none', 'no token', () => ''],
  ['no-scheme', 'a valid token without `Bearer`', () => sign(key, { claims })],
  ['basic', 'a login and password', () => `Basic ${btoa('admin:admin')}`],
  ['garbage', 'three parts that are no JSON', () => 'Bearer a.b.c'],
  ['five-parts', 'five parts', () => 'Bearer e30.e30.e30.e30.e30'],
  ['long', 'a token of 15,000 characters', () => `Bearer ${'e30.'.repeat(3_750)}`],
  ['vendor-key', 'the key of GetSales itself', () => `Bearer ${TEAM_KEY}`],
  ['alg-none', '`alg: none`', () => `Bearer ${UNSIGNED}`],
  ['alg-none-case', '`alg: nOnE`, with a signature', async () => `Bearer ${await patched({ alg: 'nOnE' }, LASTING)}`],
  ['alg-hs256', 'HS256 with the public key as secret', async () => `Bearer ${await hs256()}`],
  ['alg-missing', 'no `alg`', async () => `Bearer ${await patched({ typ: 'JWT' }, undefined)}`],
  [
    'alg-other',
    'an algorithm that does not fit the key',
    async () => `Bearer ${await patched({ alg: 'ES256' }, undefined, toPart({}))}`,
  ],
  [
    'zero-signature',
    'a signature of zeros',
    async () => `Bearer ${await patched({ alg: 'ES256' }, LASTING, 'A'.repeat(86))}`,
  ],
  ['empty-signature', 'an empty signature', async () => `Bearer ${await patched(undefined, undefined, '')}`],
  ['claims', 'other claims under a valid signature', async () => `Bearer ${await patched(undefined, LASTING)}`],
  ['other-key', 'a signature by another key', async () => `Bearer ${await sign(ownKey, { claims, kid: key.kid })}`],
  [
    'jwk',
    'a key in the head of the token',
    async () => `Bearer ${await broughtAlong({ jwk: await exportJWK(ownKey.publicKey) })}`,
  ],
  [
    'jku',
    'the address of a key in the head of the token',
    async () => `Bearer ${await broughtAlong({ jku: 'http://127.0.0.1:9/jwks', x5u: 'http://127.0.0.1:9/x5u' })}`,
  ],
  [
    'kid',
    'path traversal and SQL as `kid`',
    async () => `Bearer ${await broughtAlong({ kid: "../../dev/null' OR 1=1--" })}`,
  ],
  [
    'crit',
    'an extension that must be understood',
    async () => `Bearer ${await patched({ alg: 'RS256', crit: ['x'], x: 1 }, undefined)}`,
  ],
  ['issuer', 'another issuer', async () => `Bearer ${await sign(key, { claims, issuer: 'https://evil.example/' })}`],
  ['audience', 'a token for another service', async () => `Bearer ${await sign(key, { claims, audience: 'other' })}`],
  ['expired', 'a token that has expired', async () => `Bearer ${await sign(key, { claims, expiresIn: -31 })}`],
  ['early', 'a token that is not yet valid', async () => `Bearer ${await sign(key, { claims, notBeforeIn: 60 })}`],
  ['endless', 'a token that does not expire', async () => `Bearer ${await endless()}`],
];

function endless(): Promise<string> {
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).setIssuer(ISSUER).setAudience(AUDIENCE);
  return token.sign(key.privateKey);
}

const tokenOf = ([id, tries, token]: (typeof TOKENS)[number]): Attack => ({
  id: `token-${id}`,
  tries,
  result: '`UNAUTHENTICATED` for reads, writes and references',
  on: 'jwt',
  async run(target) {
    const headers = { authorization: await token() };
    const reference =
      '{ _entities(representations: [{ __typename: "Lead", uuid: "00000000-0000-4000-8000-000000000000" }]) { __typename } }';
    for (const query of [READ, WRITE, reference]) {
      expect((await target.post({ query }, headers)).codes).toEqual(['UNAUTHENTICATED']);
    }
  },
});

/** A valid token, which allows less than its bearer tries. */
const bearerOf = (id: string, tries: string, given: object, query = READ, code = 'FORBIDDEN'): Attack => ({
  id: `token-${id}`,
  tries,
  result: `\`${code}\``,
  on: 'jwt',
  async run(target) {
    const token = await sign(key, { claims: { ...claims, ...given } });
    const { codes } = await target.post({ query }, { authorization: `Bearer ${token}` });
    expect(codes).toEqual([code]);
  },
});

const signatureOf = (params: object, secret = ROUTER_SECRET) =>
  createHmac('sha256', secret)
    .update(defaultParamsSerializer(params) ?? '')
    .digest('base64');

const withSignature = (params: object, signature: unknown) => ({
  ...params,
  extensions: { 'hmac-signature': signature },
});

const SIGNED = { query: READ, variables: { first: 1 } };

const UNTRUSTED: [id: string, tries: string, body: () => object | string][] = [
  ['none', 'no signature', () => SIGNED],
  ['other-secret', 'a signature by another secret', () => withSignature(SIGNED, signatureOf(SIGNED, 'a-guess'))],
  ['empty-secret', 'a signature by an empty secret', () => withSignature(SIGNED, signatureOf(SIGNED, ''))],
  [
    'other-query',
    'the signature of another query',
    () => withSignature({ ...SIGNED, query: '{ viewer { email } }' }, signatureOf(SIGNED)),
  ],
  [
    'other-variables',
    'the signature of other variables',
    () => withSignature({ ...SIGNED, variables: { first: 500 } }, signatureOf(SIGNED)),
  ],
  ['list', 'a signature within a list', () => withSignature(SIGNED, [signatureOf(SIGNED)])],
  ['half', 'half a signature', () => withSignature(SIGNED, signatureOf(SIGNED).slice(0, 20))],
  ['bytes', 'a signature that is no base64', () => withSignature(SIGNED, '\u0000é')],
  [
    'twice',
    'two signatures, of which the last is wrong',
    () => JSON.stringify(withSignature(SIGNED, signatureOf(SIGNED))).replace(/\}\}$/, ',"hmac-signature":"x"}}'),
  ],
  [
    'hash',
    'a persisted query without a signature',
    () => ({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
  ],
  ['sdl', 'the SDL', () => ({ query: '{ _service { sdl } }' })],
  [
    'references',
    'references',
    () => ({ query: '{ _entities(representations: [{ __typename: "Lead", uuid: "x" }]) { __typename } }' }),
  ],
];

const signedOf = ([id, tries, body]: (typeof UNTRUSTED)[number]): Attack => ({
  id: `signature-${id}`,
  tries,
  result: '401 `UNAUTHENTICATED`',
  on: 'signed',
  async run(target) {
    const { status, codes } = await target.post(body(), target.keyed);
    expect([status, codes]).toEqual([401, ['UNAUTHENTICATED']]);
  },
});

async function asksOverWebSocket(target: Target): Promise<void> {
  const socket = await acknowledged(target, { Authorization: target.keyed.authorization });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: SIGNED }));
  expect(await nextOf(socket)).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  const typename = { query: '{ __typename }' };
  const payload = withSignature(typename, signatureOf(typename));
  socket.send(JSON.stringify({ id: '2', type: 'subscribe', payload }));
  expect(await nextOf(socket)).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
  socket.terminate();
}

/** Who may not come in, or not as far. */
export const ACCESS: Attack[] = [
  ...TOKENS.map(tokenOf),
  bearerOf('scope', 'a scope that the token does not have', { scope: 'messages:read' }),
  bearerOf('scope-case', 'the scope in other letters, as an object, and as part of another', {
    scope: 'LEADS:READ leads:readx',
    scopes: { 'leads:read': true },
    scp: [['leads:read']],
  }),
  bearerOf('scope-write', 'a write with scopes to read', { scope: 'leads:read messages:read workspace:read' }, WRITE),
  bearerOf('team', 'a team that is not here', { team: 'nobody' }),
  bearerOf('team-prototype', '`__proto__` as team', { team: '__proto__' }),
  bearerOf('team-list', 'a list as team', { team: ['sales'] }),
  {
    id: 'token-to-vendor',
    tries: 'a valid token, a cookie and headers of the caller',
    result: 'None of it reaches GetSales',
    on: 'jwt',
    mayAsk: true,
    async run(target) {
      const token = await sign(key, { claims });
      const headers = { authorization: `Bearer ${token}`, cookie: `session=${token}`, 'x-user': token, 'team-id': '7' };
      expect((await target.post({ query: READ }, headers)).codes).toEqual([]);
      expect(target.sandbox.requests).toMatchObject([{ apiKey: TEAM_KEY, teamId: 1 }]);
      expect(JSON.stringify(target.sandbox.requests)).not.toContain(token);
      expect(target.log.join('')).not.toContain(token);
    },
  },
  ...UNTRUSTED.map(signedOf),
  {
    id: 'signature-get',
    tries: 'a query by GET',
    result: '401',
    on: 'signed',
    async run(target) {
      expect((await target.get('/graphql?query=%7B__typename%7D')).status).toBe(401);
    },
  },
  {
    id: 'signature-socket',
    tries: 'a query over WebSocket without a signature',
    result: '`UNAUTHENTICATED`; the connection stays, and a signed query on it is answered',
    on: 'signed',
    run: asksOverWebSocket,
  },
  {
    id: 'signature-replay',
    tries: 'a signed request once more, by somebody without the credentials of its caller',
    result: 'The signature counts, and nothing is read: it does not stand for a caller',
    on: 'signed',
    async run(target) {
      const params = { query: READ };
      const body = withSignature(params, signatureOf(params));
      const { status, codes } = await target.post(body);
      expect([status, codes]).toEqual([200, ['UNAUTHENTICATED']]);
    },
  },
  {
    id: 'key-foreign',
    tries: 'the key of somebody else, empty ones, and several in one header',
    result: '`UNAUTHENTICATED`; nobody gets what was read by another key',
    mayAsk: true,
    async run(target) {
      await target.post({ query: READ }, { ...target.keyed, 'cache-control': 'max-age=60' });
      const guesses = [
        '',
        'Bearer',
        'Bearer ',
        'Bearer undefined',
        `Bearer ${TEAM_KEY} x`,
        'Bearer a-guess',
        `Token ${TEAM_KEY}`,
      ];
      for (const authorization of guesses) {
        const { codes } = await target.post({ query: READ }, { authorization, 'cache-control': 'max-age=60' });
        expect(codes).toEqual(['UNAUTHENTICATED']);
      }
    },
  },
];
