import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { routes } from '../src/routes.ts';

const text = await readFile(new URL('../../../packages/api-client/openapi.yaml', import.meta.url), 'utf8');
const { paths }: { paths: Record<string, Record<string, unknown>> } = parse(text);

it.each(routes.map(({ method, path }) => [method, path] as const))('%s %s is in the reference', (method, path) => {
  expect(Object.keys(paths[path] ?? {})).toContain(method.toLowerCase());
});
