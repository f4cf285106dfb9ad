import { readdirSync, readFileSync } from 'node:fs';
import { estimateRequests, schema } from '@getsales-gateway/schema';
import fc from 'fast-check';
import { getOperationAST, parse } from 'graphql';
import { expect, it } from 'vitest';
import { readEnv } from '../src/env.ts';
import { createExampleTabs } from '../src/graphiql/examples.ts';
import { startStack } from './stack.ts';

/** The estimate is never below what a query takes in an ordinary workspace, while nothing is cached and lists hold still. */

const ENV = { UPSTREAM_REQUESTS_PER_MINUTE: '1000000', MAX_ANSWER_ROWS: '1000000' };
const SANDBOX = { dialect: { requestsPerMinute: null } };
const DOCS = new URL('../../../docs/', import.meta.url);

function estimate(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('No operation');
  return estimateRequests(schema, document, operation, variables);
}

const size = fc.oneof(fc.constantFrom(1, 3, 5, 10, 20, 50, 100), fc.integer({ min: 1, max: 500 }));
const window = fc
  .tuple(fc.constantFrom('first', 'first', 'first', 'last'), size)
  .map(([end, rows]) => `${end}: ${rows}`);
const order = fc.constantFrom(
  '',
  ', orderBy: { field: UPDATED_AT }',
  ', orderBy: { field: CREATED_AT, direction: ASC }',
);

const leadFields = fc
  .uniqueArray(
    fc.constantFrom(
      ...['name', 'id', 'customFields', 'markers { senderProfile { firstName } }', 'list { name }'],
      ...['company { name }', 'tags { name }', 'pipelineStage { name }', 'senderProfile { firstName }'],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((fields) => fields.join(' '));

const messages = fc
  .tuple(window, fc.boolean(), fc.boolean(), fc.option(leadFields), fc.boolean())
  .map(([page, hasEdges, hasTotal, lead, hasSender]) => {
    const row = `text ${lead ? `lead { ${lead} }` : ''} ${hasSender ? 'senderProfile { firstName }' : ''}`;
    const rows = hasEdges ? `edges { node { ${row} } }` : `nodes { ${row} }`;
    return `messages(${page}) { ${rows} ${hasTotal ? 'totalCount' : ''} }`;
  });

const leads = fc
  .tuple(window, order, leadFields, fc.option(messages), fc.option(messages))
  .map(([page, by, fields, some, others]) => {
    return `leads(${page}${by}) { nodes { ${fields} ${some ?? ''} ${others ? `others: ${others}` : ''} } }`;
  });

it('is never below what random queries take', { timeout: 120_000 }, async () => {
  await using stack = await startStack({ env: ENV, sandbox: SANDBOX });
  const roots = fc.array(fc.oneof(leads, messages), { minLength: 1, maxLength: 2 });
  const runs = fc.asyncProperty(roots, async (fields) => {
    // A gateway of its own knows nothing yet of the upstream.
    await using cold = await stack.startAnother();
    const query = `{ ${fields.map((field, index) => `f${index}: ${field}`).join(' ')} }`;
    stack.forget();
    const { errors } = await cold.query(query);
    expect(errors).toBeUndefined();
    expect(estimate(query), query).toBeGreaterThanOrEqual(stack.upstream.length);
  });
  await fc.assert(runs, { numRuns: 60 });
});

const isQuery = (text: string) => /^\s*(#.*\n)*(query|\{)/.test(text);
const variablesIn = (text: string) => [...text.matchAll(/\$(\w+):/g)].map(([, name = '']) => name);

it('is never below what the documented examples take', async () => {
  const pages = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const snippets = pages.flatMap((name) => {
    const text = readFileSync(new URL(name, DOCS), 'utf8');
    return [...text.matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(([, query = '']) => query);
  });
  const tabs = createExampleTabs(readEnv({ AUTH_MODE: 'open', GETSALES_API_KEY: 'sandbox-key' }));
  await using stack = await startStack({ env: ENV, sandbox: SANDBOX });
  const lead = stack.sandbox.world.leads.all()[0]?.uuid;
  const examples = [
    ...tabs.map(({ query, variables = '{}' }): [string, Record<string, unknown>] => [query, JSON.parse(variables)]),
    ...snippets.map((query): [string, Record<string, unknown>] => [query, query.includes('$lead') ? { lead } : {}]),
  ].filter(([query, given]) => isQuery(query) && variablesIn(query).every((name) => name in given));
  expect(examples.length).toBeGreaterThan(4);
  for (const [query, variables] of examples) {
    await using cold = await stack.startAnother();
    stack.forget();
    expect(await cold.query(query, variables), query).not.toHaveProperty('errors');
    expect(estimate(query, variables), query).toBeGreaterThanOrEqual(stack.upstream.length);
  }
});
