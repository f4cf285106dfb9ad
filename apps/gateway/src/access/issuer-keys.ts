import { createRemoteJWKSet, customFetch } from 'jose';
import { z } from 'zod';

const MAX_JWKS_BYTES = 1_048_576;
/** Issuers rotate keys rarely, and an unknown `kid` reads them anew at once. */
const MAX_AGE_MS = 600_000;
const TIMEOUT_MS = 5_000;
/** Reads in a row that unknown `kid`s may cause, and the pace after that: anyone can make up tokens. */
const BURST = 5;
const READ_AGAIN_MS = 2_000;

const keySet = z.looseObject({ keys: z.array(z.looseObject({})) });

/** The issuer's keys cannot be read, and none were read before: whether a token is valid cannot be said. */
export class IssuerKeysUnavailable extends Error {
  override readonly name = 'IssuerKeysUnavailable';
}

/**
 * The keys that an issuer publishes at `url`, read when they are first needed, after ten minutes, and when a token names a key that
 * is not among them. While they cannot be read, those that were read last are used.
 */
export function createIssuerKeys(url: string, warn: (message: string) => void) {
  const pace = createPace();
  let last: string | undefined;
  const read: typeof fetch = async (input, options) => {
    try {
      if (pace.mayGo()) last = await readKeySet(await fetch(input, options));
    } catch (error) {
      warn(`The keys of the token issuer cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
    }
    if (last === undefined) throw new IssuerKeysUnavailable('No keys of the issuer');
    return new Response(last);
  };
  return createRemoteJWKSet(new URL(url), {
    cacheMaxAge: MAX_AGE_MS,
    cooldownDuration: 0,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: read,
  });
}

async function readKeySet(response: Response): Promise<string> {
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  if (Number(response.headers.get('content-length') ?? 0) > MAX_JWKS_BYTES) throw new Error('the answer is too large');
  const text = await response.text();
  if (text.length > MAX_JWKS_BYTES) throw new Error('the answer is too large');
  if (!keySet.safeParse(JSON.parse(text)).success) throw new Error('the answer is no key set');
  return text;
}

/** Lets a burst through, then one each `READ_AGAIN_MS`. */
function createPace() {
  let left = BURST;
  let countedAt = performance.now();
  return {
    mayGo(): boolean {
      const earned = Math.floor((performance.now() - countedAt) / READ_AGAIN_MS);
      left = Math.min(BURST, left + earned);
      countedAt += earned * READ_AGAIN_MS;
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
