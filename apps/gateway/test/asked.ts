import type { Stack } from './stack.ts';

/** The upstream requests by method, path and query, in alphabetical order; of the two spellings of an order, one. */
export function asked({ upstream }: Stack): string[] {
  return upstream.map((line) => line.replaceAll(/&order-\w+=\w+/g, '')).toSorted();
}

/** The bodies that the upstream was sent, in the order of the requests. */
export function sent({ sandbox }: Stack): unknown[] {
  return sandbox.requests.flatMap(({ body }) => (body === undefined ? [] : [body]));
}

/** How often the upstream was asked for each path. */
export function tally({ sandbox }: Stack): Record<string, number> {
  const byPath = Map.groupBy(sandbox.requests, ({ method, route }) => `${method} ${route}`);
  return Object.fromEntries([...byPath].map(([path, requests]) => [path, requests.length]));
}
