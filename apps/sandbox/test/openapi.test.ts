import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { routes } from '../src/routes.ts';
import { startUpstream } from './upstream.ts';

interface Operation {
  'x-evidence'?: string;
  'x-confidence'?: string;
}

const text = await readFile(new URL('../../../packages/api-client/openapi.yaml', import.meta.url), 'utf8');
const { paths }: { paths: Record<string, Record<string, Operation>> } = parse(text);

it.each(routes.map(({ method, path }) => [method, path] as const))('%s %s is in the reference', (method, path) => {
  expect(Object.keys(paths[path] ?? {})).toContain(method.toLowerCase());
});

it('plays every operation that a field of the graph reaches', async () => {
  const page = await readFile(new URL('../../../docs/coverage.md', import.meta.url), 'utf8');
  const reached = [...page.matchAll(/^\| `(\w+ \/[^`]+)` *\| `/gm)].map(([, operation = '']) => operation);
  const played = routes.map(({ method, path }) => `${method} ${path}`);
  expect(reached.length).toBeGreaterThan(60);
  expect(reached.filter((operation) => !played.includes(operation))).toEqual([]);
});

it('marks the routes that only others than GetSales document, or that have weak evidence', () => {
  const isUndocumented = ({ method, path }: { method: string; path: string }) => {
    const operation = paths[path]?.[method.toLowerCase()];
    return operation?.['x-evidence'] === 'whitelabel-docs' || operation?.['x-confidence'] === 'low';
  };
  const toLines = (some: typeof routes) => some.map(({ method, path }) => `${method} ${path}`);
  expect(toLines(routes.filter((route) => route.isUndocumented))).toEqual(toLines(routes.filter(isUndocumented)));
});

it('knows none of them in a dialect without undocumented paths', async () => {
  await using upstream = await startUpstream({
    dialect: { undocumentedPaths: 'unknown', requestsPerMinute: null },
    size: { leads: 0 },
  });
  for (const { method, path } of routes.filter((route) => route.isUndocumented)) {
    const { status, body } = await upstream.ask(method, path.replaceAll(/\{\w+\}/g, 'x'));
    expect([404, 405], `${method} ${path}`).toContain(status);
    expect(body).not.toHaveProperty('error');
  }
  expect((await upstream.ask('GET', '/leads/api/lists')).status).toBe(200);
});
