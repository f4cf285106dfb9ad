import type { IncomingHttpHeaders } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import type { Priority } from '@getsales-gateway/api-client';
import { type Dictionary, parseDictionary } from 'structured-headers';

/** The urgency that RFC 9218 reserves for background tasks. */
const BACKGROUND = 7;

/** No caller gets an answer that is older. */
const MAX_AGE_S = 60;

/**
 * The last address on the way here that is not a trusted proxy, nor the router whose signature was verified. Entries that are no
 * address end the search.
 */
export function toClientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: BlockList,
  isFromRouter = false,
): string {
  let address = socketAddress ?? '';
  let isKnown = isFromRouter;
  const hops = forwardedFor?.split(',') ?? [];
  while (isKnown || isTrusted(address, trustedProxies)) {
    const hop = hops.pop()?.trim();
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
    isKnown = false;
  }
  return address;
}

function isTrusted(address: string, trustedProxies: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trustedProxies.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** The priority class of a request's reads, from its `Priority` header (RFC 9218). An invalid header is ignored. */
export function toReadPriority(header: string | undefined): Priority {
  return header !== undefined && parsePriority(header)?.get('u')?.[0] === BACKGROUND ? 'background' : 'interactive';
}

/** How old an answer may be, from the request's `Cache-Control: max-age` (RFC 9111), in ms. 0 without one, or beside `no-cache`. */
export function toMaxAgeMs(header: string | undefined): number {
  if (header === undefined) return 0;
  const directives = header
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.includes('no-cache') || directives.includes('no-store')) return 0;
  const [, seconds = '0'] = directives.map((directive) => /^max-age="?(\d+)"?$/.exec(directive)).find(Boolean) ?? [];
  return Math.min(Number(seconds), MAX_AGE_S) * 1000;
}

const MAX_CLIENT_LENGTH = 64;

/** How the program that asks calls itself, as `name version`: by the headers of Apollo's clients and routers, or of Hive's. */
export function toClient(headers: IncomingHttpHeaders): string | undefined {
  const sent = (part: string) =>
    headerOf(headers, `apollographql-client-${part}`) || headerOf(headers, `graphql-client-${part}`) || '';
  const client = `${toName(sent('name'))} ${toName(sent('version'))}`.trim();
  return client === '' ? undefined : client;
}

/** It is the caller's free text, and ends in a log that people and programs read. */
function toName(text: string): string {
  return text.slice(0, MAX_CLIENT_LENGTH).replaceAll(/[^\w .:/@+-]/g, '?');
}

function parsePriority(header: string): Dictionary | undefined {
  try {
    return parseDictionary(header);
  } catch {
    return undefined;
  }
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
