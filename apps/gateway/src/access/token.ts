import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from '@getsales-gateway/schema';
import type { GraphQLError } from 'graphql';
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenRules } from './auth.ts';
import { IssuerKeysUnavailable } from './issuer-keys.ts';

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];
/** Clocks of issuer and gateway may differ by this much. */
const LEEWAY_S = 30;

export type CheckToken = (headers: IncomingHttpHeaders) => Promise<Bearer | GraphQLError>;

/** What a valid token says of its bearer. */
export interface Bearer {
  /** Issuer and subject, as one text. */
  subject: string;
  scopes: readonly string[];
  /** When the token counts no more, in epoch ms. */
  expiresAt: number;
  claims: JWTPayload;
}

const MISSING = refuse('UNAUTHENTICATED', 'Send a token: `Authorization: Bearer <token>`.');
const INVALID = refuse('UNAUTHENTICATED', 'The token is not valid.');
const EXPIRED = refuse('UNAUTHENTICATED', 'The token has expired.');
const UNCHECKED = refuse(
  'COORDINATION_UNAVAILABLE',
  'Tokens cannot be checked at present: the keys of their issuer cannot be read.',
);

/** Checks signature, issuer, audience and times of the token in `Authorization`; answers with why it does not count. */
export function createTokenCheck({ issuer, audience }: TokenRules, getKey: JWTVerifyGetKey): CheckToken {
  const rules = { algorithms: ALGORITHMS, issuer, audience, clockTolerance: LEEWAY_S, requiredClaims: ['exp'] };
  return async ({ authorization = '' }) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (token === undefined) return MISSING;
    try {
      return toBearer((await jwtVerify(token, getKey, rules)).payload, issuer);
    } catch (error) {
      return toRefusal(error);
    }
  };
}

function toRefusal(error: unknown): GraphQLError {
  if (error instanceof IssuerKeysUnavailable) return UNCHECKED;
  if (error instanceof errors.JWTExpired) return EXPIRED;
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refuse('UNAUTHENTICATED', `The token is not valid here, by its claim \`${error.claim}\`.`);
  }
  return INVALID;
}

function toBearer(claims: JWTPayload, issuer: string): Bearer {
  // Tokens of a program may name only the client.
  const subject = claims.sub ?? claims['client_id'] ?? claims['azp'];
  const scopes = [claims['scope'], claims['scopes'], claims['scp']].flatMap(toScopes);
  const expiresAt = ((claims.exp ?? 0) + LEEWAY_S) * 1_000;
  return { subject: JSON.stringify([issuer, subject]), scopes, expiresAt, claims };
}

/** Issuers write scopes as text with spaces, or as a list. */
function toScopes(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [];
}
