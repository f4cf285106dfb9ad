import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { headerName, headerValue, isLoopback, oneOf } from '../env-value.ts';
import { readTeamKeys } from './team-keys.ts';

/** How callers are admitted, and which upstream key their requests use. */
export type Auth =
  | { mode: 'passthrough'; keyHeader: string; teamId: string | undefined }
  | { mode: 'open'; apiKey: string; teamId: string | undefined }
  | { mode: 'jwt'; token: TokenRules; keys: OneKey | KeyPerTeam };

/** What a company token is checked against. */
export interface TokenRules {
  issuer: string;
  audience: string;
  /** The issuer's one key, or where it publishes those in use. */
  key: KeyObject | { jwksUrl: string };
}

/** The key of all teams. */
export interface OneKey {
  apiKey: string;
  teamId: string | undefined;
}

/** The key of each team stands in a file; the token says the team in this claim. */
export interface KeyPerTeam {
  file: string;
  claim: string;
}

/** The variables about access. */
export const authVariables = {
  AUTH_MODE: oneOf('passthrough', 'open', 'jwt').default('passthrough'),
  API_KEY_HEADER: headerName().default('authorization'),
  GETSALES_API_KEY: headerValue().optional(),
  GETSALES_TEAM_ID: headerValue().optional(),
  GETSALES_API_KEYS_FILE: z.string().optional(),
  JWT_JWKS_URL: z.url({ protocol: /^https?$/, error: 'expected an http(s) URL' }).optional(),
  JWT_PUBLIC_KEY: publicKey().optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_TEAM_CLAIM: z.string().optional(),
  ROUTER_SECRET: z.string().optional(),
};

type Given = Record<string, string | undefined>;

/** What the access mode requires of other variables. Reads raw values, so that all faults are reported together. */
export function authFaults(given: Given): string[] {
  const { AUTH_MODE, HOST } = given;
  if (AUTH_MODE === 'jwt') return jwtFaults(given);
  if (AUTH_MODE !== 'open') return [];
  return [
    ...(given['GETSALES_API_KEY'] === undefined ? ['GETSALES_API_KEY: AUTH_MODE=open needs one'] : []),
    ...(HOST === undefined || isLoopback(HOST) ? [] : ['HOST: AUTH_MODE=open needs a loopback address']),
  ];
}

function jwtFaults(given: Given): string[] {
  const missing = (name: string) => (given[name] === undefined ? [`${name}: AUTH_MODE=jwt needs one`] : []);
  const { GETSALES_API_KEYS_FILE, JWT_TEAM_CLAIM } = given;
  return [
    ...oneOfTwo(given, 'JWT_JWKS_URL', 'JWT_PUBLIC_KEY'),
    ...missing('JWT_ISSUER'),
    ...missing('JWT_AUDIENCE'),
    ...oneOfTwo(given, 'GETSALES_API_KEY', 'GETSALES_API_KEYS_FILE'),
    ...(GETSALES_API_KEYS_FILE !== undefined && JWT_TEAM_CLAIM === undefined
      ? ['JWT_TEAM_CLAIM: GETSALES_API_KEYS_FILE needs one']
      : []),
    ...(GETSALES_API_KEYS_FILE === undefined ? [] : teamKeysFaults(GETSALES_API_KEYS_FILE)),
  ];
}

function teamKeysFaults(file: string): string[] {
  try {
    readTeamKeys(file);
    return [];
  } catch (error) {
    return [`GETSALES_API_KEYS_FILE: ${error instanceof Error ? error.message : 'cannot be read'}`];
  }
}

function oneOfTwo(given: Given, one: string, other: string): string[] {
  if (given[one] === undefined && given[other] === undefined) return [`${one}: AUTH_MODE=jwt needs it or ${other}`];
  return given[one] !== undefined && given[other] !== undefined ? [`${one}: set it or ${other}, not both`] : [];
}

/** The variables as one setting, once they are free of faults. */
export function toAuth(data: z.infer<z.ZodObject<typeof authVariables>>): Auth {
  const { AUTH_MODE: mode, API_KEY_HEADER: keyHeader, GETSALES_API_KEY: apiKey, GETSALES_TEAM_ID: teamId } = data;
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl, JWT_PUBLIC_KEY: publicKey } = data;
  const key = publicKey ?? (jwksUrl === undefined ? undefined : { jwksUrl });
  const { GETSALES_API_KEYS_FILE: file, JWT_TEAM_CLAIM: claim } = data;
  const perTeam = file !== undefined && claim !== undefined ? { file, claim } : undefined;
  const keys = apiKey === undefined ? perTeam : { apiKey, teamId };
  if (mode === 'jwt' && issuer !== undefined && audience !== undefined && key && keys) {
    return { mode, token: { issuer, audience, key }, keys };
  }
  return mode === 'open' && apiKey !== undefined
    ? { mode, apiKey, teamId }
    : { mode: 'passthrough', keyHeader, teamId };
}

const KEY_TYPES = ['rsa', 'ed25519', 'ec prime256v1'];

/** A public key as PEM or JWK. Line breaks may be written as `\n`, since many tools take variables of one line only. */
function publicKey() {
  return z.string().transform((text, context) => {
    const key = toPublicKey(text);
    const type = [key?.asymmetricKeyType, key?.asymmetricKeyDetails?.namedCurve].filter(Boolean).join(' ');
    if (key && KEY_TYPES.includes(type)) return key;
    context.addIssue('expected a PEM or JWK public key for RS256, ES256 or EdDSA');
    return z.NEVER;
  });
}

function toPublicKey(text: string): KeyObject | undefined {
  try {
    return text.trimStart().startsWith('{')
      ? createPublicKey({ key: JSON.parse(text), format: 'jwk' })
      : createPublicKey(text.replaceAll('\\n', '\n'));
  } catch {
    return undefined;
  }
}
