import { type KeyObject, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, type GenerateKeyPairResult, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Stack, type StackOptions, startStack } from './stack.ts';

export const ISSUER = 'https://login.company.example/';
export const AUDIENCE = 'getsales-gateway';
export const ALL_SCOPES = 'leads:read leads:write messages:read messages:send workspace:read workspace:write';

/** A key of the issuer, by its `kid`. */
export interface IssuerKey extends GenerateKeyPairResult {
  alg: string;
  kid: string;
}

export async function createIssuerKey(alg = 'RS256'): Promise<IssuerKey> {
  return { ...(await generateKeyPair(alg, { extractable: true })), alg, kid: randomUUID() };
}

export interface TokenOptions {
  claims?: JWTPayload;
  issuer?: string;
  audience?: string;
  /** Seconds from now. */
  expiresIn?: number;
  notBeforeIn?: number;
  alg?: string;
  kid?: string;
}

/** A token as the company's login hands it out. */
export async function sign(key: IssuerKey, options: TokenOptions = {}, secret?: KeyObject): Promise<string> {
  const { claims = { scope: ALL_SCOPES }, issuer = ISSUER, audience = AUDIENCE, expiresIn = 300 } = options;
  const now = Math.floor(Date.now() / 1000);
  const token = new SignJWT({ sub: 'watson', ...claims })
    .setProtectedHeader({ alg: options.alg ?? key.alg, kid: options.kid ?? key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(now + expiresIn);
  if (options.notBeforeIn !== undefined) token.setNotBefore(now + options.notBeforeIn);
  return token.sign(secret ?? key.privateKey);
}

/** Publishes keys as an issuer does, until it is disposed. */
export interface Issuer extends AsyncDisposable {
  readonly url: string;
  /** How often the keys were read. */
  readonly reads: number;
  publish(...keys: IssuerKey[]): Promise<void>;
  /** Answers every read with this status from now on. */
  fail(status: number | undefined): void;
}

export async function startIssuer(...keys: IssuerKey[]): Promise<Issuer> {
  let body = '';
  let failure: number | undefined;
  let reads = 0;
  const server = createServer((_req, res) => {
    reads += 1;
    res.writeHead(failure ?? 200, { 'content-type': 'application/json' }).end(failure ? 'no' : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer: Issuer = {
    url: `http://127.0.0.1:${port}/jwks.json`,
    get reads() {
      return reads;
    },
    async publish(...published) {
      const jwks = published.map(async ({ publicKey, alg, kid }) => ({ ...(await exportJWK(publicKey)), alg, kid }));
      body = JSON.stringify({ keys: await Promise.all(jwks) });
    },
    fail(status) {
      failure = status;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await issuer.publish(...keys);
  return issuer;
}

export const VENDOR_KEY = 'the-key-of-the-vendor';

/** Variables of mode `jwt` with one key of the issuer and one upstream key. */
export async function jwtEnv({ publicKey }: IssuerKey): Promise<Record<string, string>> {
  return {
    AUTH_MODE: 'jwt',
    JWT_PUBLIC_KEY: await exportSPKI(publicKey),
    JWT_ISSUER: ISSUER,
    JWT_AUDIENCE: AUDIENCE,
    GETSALES_API_KEY: VENDOR_KEY,
  };
}

/** A gateway in mode `jwt` before a sandbox that knows one key. */
export async function startJwtStack(env: Record<string, string>, options: StackOptions = {}): Promise<Stack> {
  return startStack({ sandbox: { keys: { [VENDOR_KEY]: { teamId: 1 } } }, ...options, env });
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
