import { readFileSync } from 'node:fs';
import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { clientSchema } from '../src/schema.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const { paths }: { paths: Record<string, object> } = parse(read('packages/api-client/openapi.yaml'));

const METHODS = ['get', 'post', 'put', 'delete'];

/** The table of the page: an operation, and the fields that reach it or the reason why none does. */
const rows = read('docs/coverage.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, operation = '', reach = '']) => ({ operation: operation.replaceAll('`', ''), reach }));

const FIELDS = /^`\w+\.\w+`(, `\w+\.\w+`)*$/;

it('names every operation of the reference once, in its order', () => {
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((method) => METHODS.includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented).toHaveLength(183);
  expect(rows.map(({ operation }) => operation)).toEqual(documented);
});

it('names fields that there are, or a reason in a sentence', () => {
  for (const { operation, reach } of rows) {
    if (!FIELDS.test(reach)) expect(reach, operation).toMatch(/^[A-Z].{20,}\.$/);
    for (const [, typename = '', field = ''] of FIELDS.test(reach) ? reach.matchAll(/`(\w+)\.(\w+)`/g) : []) {
      const type = clientSchema.getType(typename);
      expect(isObjectType(type) && field in type.getFields(), `${operation}: ${typename}.${field}`).toBe(true);
    }
  }
});

it('leaves out no mutation, and no root field but those that need no operation of their own', () => {
  const named = new Set(rows.flatMap(({ reach }) => reach.match(/\w+\.\w+/g) ?? []));
  const roots = [clientSchema.getQueryType(), clientSchema.getMutationType()];
  const fields = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`));
  expect(fields.filter((field) => !named.has(field)).toSorted()).toEqual([
    // Found in other lists, by id.
    'Query.flowLead',
    'Query.linkedinConversation',
    'Query.message',
    'Query.node',
    'Query.nodes',
    'Query.upstreamBudget',
  ]);
});
