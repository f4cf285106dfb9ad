import { hash } from 'node:crypto';
import { type BlockList, isIP } from 'node:net';
import type { Priority } from '@getsales-gateway/api-client';
import type { Caller } from '@getsales-gateway/schema';
import { type Dictionary, parseDictionary } from 'structured-headers';
import type { Auth } from './env.ts';

/** The upstream key and team with which a caller's requests go out. Nothing else of what the caller sends leaves. */
export interface Credentials {
  apiKey: string | undefined;
  teamId: string | undefined;
}

/** The urgency that RFC 9218 reserves for background tasks. */
const BACKGROUND = 7;

/** In `passthrough` both are the caller's own, and an empty header counts as absent; in `open` they are the gateway's. */
export function toCredentials(auth: Auth, headers: Headers): Credentials {
  if (auth.mode === 'open') return { apiKey: auth.apiKey, teamId: auth.teamId };
  return { apiKey: toApiKey(auth.keyHeader, headers), teamId: headers.get('team-id') || auth.teamId };
}

/** `Authorization` has a scheme; a header that is for the key alone need not. */
function toApiKey(header: string, headers: Headers): string | undefined {
  const value = headers.get(header) ?? '';
  const [, scheme, key] = /^(Bearer +)?(\S+)$/i.exec(value) ?? [];
  return scheme === undefined && header === 'authorization' ? undefined : key;
}

/** Who calls, as far as the mode tells: neither has tokens, so there is no subject, and every scope. */
export function toCaller({ apiKey }: Credentials): Caller {
  return { keyHash: apiKey === undefined ? undefined : hash('sha256', apiKey), subject: undefined, scopes: undefined };
}

/** Where a request was first sent from, as far as the proxies in between are trusted to say so. */
export function toClientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | null,
  trustedProxies: BlockList,
): string {
  let address = socketAddress ?? '';
  const hops = forwardedFor?.split(',') ?? [];
  while (isTrusted(address, trustedProxies)) {
    const hop = hops.pop()?.trim();
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

function isTrusted(address: string, trustedProxies: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trustedProxies.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** Which class the reads of a request take, by its `Priority` header (RFC 9218). What is no such header says nothing. */
export function toReadPriority(header: string | null): Priority {
  return header !== null && parsePriority(header)?.get('u')?.[0] === BACKGROUND ? 'background' : 'interactive';
}

function parsePriority(header: string): Dictionary | undefined {
  try {
    return parseDictionary(header);
  } catch {
    return undefined;
  }
}
