import { hash, KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, refuse } from '@getsales-gateway/schema';
import { GraphQLError } from 'graphql';
import type { JWTVerifyGetKey } from 'jose';
import { headerOf } from '../caller.ts';
import type { Env } from '../env.ts';
import type { Logger } from '../log.ts';
import type { Auth, KeyPerTeam, OneKey, TokenRules } from './auth.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { startTeamKeys, type TeamKeys } from './team-keys.ts';
import { type Bearer, type CheckToken, createTokenCheck } from './token.ts';

/** The upstream key and team that a caller's upstream requests carry. No other header of the caller is forwarded. */
interface Credentials {
  apiKey: string | undefined;
  teamId: string | undefined;
}

export interface Identity extends Credentials {
  caller: Caller;
  /** When the token ends, in epoch ms: no subscription outlasts it. */
  expiresAt?: number | undefined;
}

/** The settings that decide who gets in. */
type Settings = Pick<Env, 'auth' | 'routerSecret'>;

export interface Access extends Disposable {
  /** Reads the credentials of a request. A promise only where a token has to be checked. */
  identify(headers: IncomingHttpHeaders): Identity | Promise<Identity>;
  /** What the router signs requests with. */
  routerSecret(): string | undefined;
  /** Takes over secrets that have changed, and reads the keys of the teams anew. */
  reload(settings: Settings): void;
}

const NO_TEAM = refuse('FORBIDDEN', 'The team in the token has no GetSales API key here.');

/** Admits callers as the settings say, until it is disposed. */
export function startAccess({ auth: given, routerSecret: secret }: Settings, logger: Logger): Access {
  const warn = (message: string) => logger.warn(message);
  const info = (message: string) => logger.info(message);
  const teams =
    given.mode === 'jwt' && 'file' in given.keys ? startTeamKeys(given.keys.file, { info, warn }) : undefined;
  let published: JWTVerifyGetKey | undefined;
  const keyGetter = (key: TokenRules['key']): JWTVerifyGetKey => {
    if (key instanceof KeyObject) return () => key;
    published ??= createIssuerKeys(key.jwksUrl, warn);
    return published;
  };
  const identifier = (auth: Auth): Access['identify'] => {
    if (auth.mode === 'passthrough') return (headers) => toIdentity(credentialsIn(headers, auth));
    if (auth.mode === 'jwt')
      return identifyBearers(createTokenCheck(auth.token, keyGetter(auth.token.key)), auth.keys, teams);
    const everyone = toIdentity(auth);
    return () => everyone;
  };
  let identify = identifier(given);
  let routerSecret = secret;
  return {
    identify: (headers) => identify(headers),
    routerSecret: () => routerSecret,
    reload(settings) {
      identify = identifier(settings.auth);
      ({ routerSecret } = settings);
      teams?.reread();
    },
    [Symbol.dispose]: () => teams?.[Symbol.dispose](),
  };
}

function identifyBearers(check: CheckToken, keys: OneKey | KeyPerTeam, teams: TeamKeys | undefined) {
  return async (headers: IncomingHttpHeaders): Promise<Identity> => {
    const bearer = await check(headers);
    if (bearer instanceof GraphQLError) return refusedFor(bearer);
    const credentials = 'apiKey' in keys ? keys : teams?.get(textOf(bearer.claims[keys.claim]));
    if (!credentials) return refusedFor(NO_TEAM);
    return { ...toIdentity(credentials, bearer), expiresAt: bearer.expiresAt };
  };
}

function textOf(claim: unknown): string {
  return typeof claim === 'string' || typeof claim === 'number' ? String(claim) : '';
}

function refusedFor(refusal: GraphQLError): Identity {
  return {
    apiKey: undefined,
    teamId: undefined,
    caller: { keyHash: undefined, subject: undefined, scopes: [], refusal },
  };
}

/** An empty header counts as absent. */
function credentialsIn(headers: IncomingHttpHeaders, { keyHeader, teamId }: Extract<Auth, { mode: 'passthrough' }>) {
  return { apiKey: toApiKey(keyHeader, headers), teamId: headerOf(headers, 'team-id') || teamId };
}

/** `Authorization` needs the scheme `Bearer`. In a header of its own the key may stand alone. */
function toApiKey(header: string, headers: IncomingHttpHeaders): string | undefined {
  const value = headerOf(headers, header) ?? '';
  const [, scheme, key] = /^(Bearer +)?(\S+)$/i.exec(value) ?? [];
  return scheme === undefined && header === 'authorization' ? undefined : key;
}

function toIdentity({ apiKey, teamId }: Partial<Credentials>, bearer?: Pick<Bearer, 'subject' | 'scopes'>): Identity {
  const keyHash = apiKey === undefined ? undefined : hash('sha256', apiKey);
  return { apiKey, teamId, caller: { keyHash, subject: bearer?.subject, scopes: bearer?.scopes } };
}
