import { BlockList, isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** The longest time that a timer can wait. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds that a timer can wait. */
export function milliseconds() {
  return wholeNumber(1, MAX_TIMER_MS);
}

export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  const expected =
    max === Number.MAX_SAFE_INTEGER
      ? `expected a whole number, at least ${min}`
      : `expected a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d+$/, expected).transform(Number).pipe(z.number().min(min, expected).max(max, expected));
}

/** Processes of one gateway at the most. */
const MAX_WORKERS = 64;

/** How many processes serve; `auto` is one for each core. */
export function workerCount() {
  const expected = `expected auto or a whole number from 1 to ${MAX_WORKERS}`;
  return z
    .string()
    .default('1')
    .transform((value) => (value === 'auto' ? String(Math.min(MAX_WORKERS, availableParallelism())) : value))
    .pipe(
      z
        .string()
        .regex(/^[1-9]\d?$/, expected)
        .transform(Number)
        .pipe(z.number().max(MAX_WORKERS, expected)),
    );
}

/** A URL of scheme, host and port only: no path, query or login. */
export function origin(expected: string) {
  return z.string().transform((value, context) => {
    const url = URL.parse(value);
    if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
    context.addIssue(`expected ${expected}`);
    return z.NEVER;
  });
}

/** May hold a password, so that its message does not quote it. */
export function redisUrl() {
  const isRedis = (value: string) => /^rediss?:$/.test(URL.parse(value)?.protocol ?? '');
  return z.string().refine(isRedis, 'expected a URL such as redis://127.0.0.1:6379');
}

/** A secret or id that is sent as a request header. */
export function headerValue() {
  return z.string().regex(/^[\x21-\x7e]+$/, 'expected printable ASCII without spaces');
}

export function oneOf<const Value extends string>(...values: [Value, ...Value[]]) {
  return z.enum(values, `expected one of ${values.join(', ')}`);
}

/** What GraphQL names can begin with. Two underscores are for introspection. */
export function namePrefix() {
  return z.string().regex(/^(?!__)[A-Za-z_]\w*$/, 'expected a GraphQL name, such as Acme');
}

/** Name of a request header, in lower case as node:http writes it. */
export function headerName() {
  return z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a request header')
    .toLowerCase();
}

/** May hold a password, so that its message does not quote it. */
export function httpUrl() {
  const isHttp = (value: string) => /^https?:$/.test(URL.parse(value)?.protocol ?? '');
  return z.string().refine(isHttp, 'expected a URL such as http://collector.example:4318');
}

/** May hold a password, so that its message does not quote it. */
export function proxyUrl() {
  const isProxy = (value: string) => /^https?:$/.test(URL.parse(value)?.protocol ?? '');
  return z.string().refine(isProxy, 'expected a URL such as http://proxy.example:3128');
}

const NAMED_NETWORKS: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Addresses and networks, separated by commas; `loopback` and `private` are names for the usual ones. */
export function networks() {
  return z
    .string()
    .default('')
    .transform((list, context) => {
      const found = new BlockList();
      for (const network of splitList(list).flatMap((item) => NAMED_NETWORKS[item] ?? item)) {
        if (!addNetwork(found, network))
          context.addIssue('expected addresses or networks such as 10.0.0.0/8, loopback');
      }
      return found;
    });
}

function addNetwork(networks: BlockList, network: string): boolean {
  const [, address = '', , prefix] = /^([^/]+)(\/(\d{1,3}))?$/.exec(network) ?? [];
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || Number(prefix) > bits) return false;
  networks.addSubnet(address, Number(prefix ?? bits), bits === 32 ? 'ipv4' : 'ipv6');
  return true;
}

/** Splits a list at its commas, without empty items. */
export function splitList(list: string): string[] {
  return list.split(',').flatMap((item) => item.trim() || []);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a host name or address, without a port, means this machine only. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
