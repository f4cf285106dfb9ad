import { expect, it } from 'vitest';
import { readEnv } from '../src/env.ts';
import type { Gateway } from '../src/server.ts';
import { refuseSecrets, secretsOf } from './secrets.ts';
import { startSending } from './sending.ts';
import { startStack } from './stack.ts';

async function scrape({ gateway }: { gateway: Gateway }): Promise<string> {
  const response = await fetch(gateway.metricsUrl);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return response.text();
}

/** The value of one series, by its name and labels in any order; undefined where there is none. */
function seriesOf(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = text
    .split('\n')
    .find(
      (each) => new RegExp(`^getsales_gateway_${name}[{ ]`).test(each) && wanted.every((pair) => each.includes(pair)),
    );
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

it('counts operations by name, type and code, and upstream requests by resource, status and attempt', async () => {
  await using stack = await startStack();
  await stack.query('query Leads { leads(first: 2) { nodes { uuid } } }');
  await stack.query('query Leads { leads(first: 2) { nodes { uuid } } }');
  await stack.query('{ leads(first: -1) { nodes { uuid } } }');
  await stack.query('{ nothing }');
  stack.sandbox.faults.add({ kind: 'status', status: 503, times: 1 });
  await stack.query('{ leadLists(first: 1) { nodes { uuid } } }');
  const text = await scrape(stack);
  const operations = (labels: Record<string, string>) => seriesOf(text, 'operation_duration_seconds_count', labels);
  expect(operations({ operation: 'Leads', type: 'query', code: 'OK' })).toBe(2);
  expect(operations({ operation: 'anonymous', code: 'BAD_USER_INPUT' })).toBe(1);
  expect(operations({ operation: 'anonymous', type: 'query', code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
  const leads = { method: 'GET', resource: '/leads/api/leads', status: '200', cause: 'answered', attempt: '1' };
  expect(seriesOf(text, 'upstream_attempts_total', leads)).toBe(2);
  const failed = { resource: '/leads/api/lists', status: '503', cause: 'failed', attempt: '1' };
  expect(seriesOf(text, 'upstream_attempts_total', failed)).toBe(1);
  const repeated = { resource: '/leads/api/lists', status: '200', cause: 'answered', attempt: '2' };
  expect(seriesOf(text, 'upstream_attempts_total', repeated)).toBe(1);
  expect(seriesOf(text, 'upstream_attempt_duration_seconds_count', { resource: '/leads/api/leads' })).toBe(2);
  expect(seriesOf(text, 'upstream_calls_total', { resource: '/leads/api/leads', source: 'upstream' })).toBe(2);
});

it('counts what is joined and kept, and how the budget stands', async () => {
  await using stack = await startStack({
    env: { SMALL_COLLECTION_TTL_MS: '60000', UPSTREAM_REQUESTS_PER_MINUTE: '10' },
  });
  stack.sandbox.faults.add({ kind: 'delay', ms: 100, times: 1 });
  const tags = '{ leadTags { name } }';
  await Promise.all([stack.query(tags), stack.query(tags)]);
  await stack.query(tags);
  const text = await scrape(stack);
  const kept = ['cached', 'joined'].map((source) => seriesOf(text, 'upstream_calls_total', { source }) ?? 0);
  expect(kept.reduce((sum, value) => sum + value, 0)).toBe(2);
  expect(seriesOf(text, 'budget_limit')).toBe(10);
  expect(seriesOf(text, 'budget_used')).toBe(1);
  expect(seriesOf(text, 'budget_keys')).toBe(1);
  expect(seriesOf(text, 'budget_granted_total', { priority: 'interactive' })).toBe(1);
  expect(seriesOf(text, 'budget_waiting', { priority: 'interactive' })).toBe(0);
  expect(seriesOf(text, 'store_up')).toBe(1);
});

it('counts what the budget refuses, keys that are shut, and breakers that open', async () => {
  await using stack = await startStack({ env: { UPSTREAM_REQUESTS_PER_MINUTE: '3', UPSTREAM_MAX_WAIT_MS: '0' } });
  for (let times = 0; times < 5; times++) await stack.query('{ leads(first: 1) { nodes { uuid } } }');
  expect(seriesOf(await scrape(stack), 'budget_refused_total', { priority: 'interactive' })).toBeGreaterThan(0);
  await using shut = await startStack({ env: { UPSTREAM_MAX_WAIT_MS: '0' } });
  shut.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
  await shut.query('{ leads(first: 1) { nodes { uuid } } }');
  expect(seriesOf(await scrape(shut), 'budget_keys_shut_total')).toBe(1);
  await using down = await startStack();
  down.sandbox.faults.add({ kind: 'status', status: 503 });
  const remove = 'mutation { deleteLead(input: { leadId: "00000000-0000-4000-8000-000000000000" }) { deletedLeadId } }';
  for (let times = 0; times < 25; times++) await down.query(remove);
  const text = await scrape(down);
  expect([seriesOf(text, 'breakers_open'), seriesOf(text, 'breaker_opened_total')]).toEqual([1, 1]);
});

it('counts sends by outcome, and holds no key, text or e-mail address', async () => {
  await using sending = await startSending({});
  const { stack, send } = sending;
  const message = { text: 'My dear Watson', idempotencyKey: 'an-idempotency-key' };
  await send(message);
  await send(message);
  stack.sandbox.faults.add({ method: 'POST', times: 1, kind: 'reset' });
  await send({ ...message, idempotencyKey: 'another-idempotency-key' });
  await stack.query('{ leads(first: 1, search: "sherlock@example.com") { nodes { uuid } } }');
  await stack.query('{ viewer { uuid } }', {}, { authorization: 'Bearer a-wrong-key-it-is' });
  const text = await scrape(stack);
  const outcomes = ['recorded', 'replayed', 'confirmed', 'unconfirmed'].map((outcome) =>
    seriesOf(text, 'sends_total', { outcome }),
  );
  expect(outcomes).toEqual([2, 1, 1, 1]);
  const secrets = [...secretsOf(stack.sandbox), 'Watson', 'idempotency-key', 'sherlock@', 'a-wrong-key-it-is'];
  refuseSecrets(secrets, { 'The metrics': text });
});

it('keeps the names of the first 200 operations that ran, and calls the others `other`', async () => {
  await using stack = await startStack();
  for (let index = 0; index < 205; index++) await stack.query(`query Name${index} { __typename }`);
  await stack.query('query Wrong { nothing }');
  const text = await scrape(stack);
  const names = new Set(
    [...text.matchAll(/operation_duration_seconds_count\{operation="(\w+)"/g)].map(([, name]) => name),
  );
  expect(names.size).toBe(201);
  expect(seriesOf(text, 'operation_duration_seconds_count', { operation: 'other', code: 'OK' })).toBe(5);
});

it('says which build it is, how long the event loop lags, and what was refused', async () => {
  await using stack = await startStack();
  await fetch(`${stack.gateway.url}/nowhere`);
  const text = await scrape(stack);
  expect(text).toMatch(/^getsales_gateway_build_info\{version="0\.1\.0",build="source",node="v\d+\.\d+\.\d+"\} 1$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^process_resident_memory_bytes /m);
  expect(seriesOf(text, 'http_refusals_total', { status: '404' })).toBe(1);
  expect(seriesOf(text, 'work_under_way')).toBeGreaterThan(0);
});

it('shows metrics on its own port to callers on this machine alone', async () => {
  await using stack = await startStack();
  const status = async (headers: Record<string, string>) => (await fetch(stack.gateway.metricsUrl, { headers })).status;
  expect(await status({})).toBe(200);
  expect(await status({ 'x-forwarded-for': '203.0.113.7' })).toBe(404);
  expect(await status({ forwarded: 'for=203.0.113.7' })).toBe(404);
  expect((await fetch(stack.gateway.metricsUrl, { method: 'POST' })).status).toBe(405);
});

it('shows them on METRICS_PORT alone where that is set', async () => {
  await using stack = await startStack({ env: { METRICS_PORT: '0' } });
  await stack.query('query Leads { leads(first: 1) { totalCount } }');
  const { gateway } = stack;
  expect(new URL(gateway.metricsUrl).port).not.toBe(new URL(gateway.url).port);
  expect(await scrape(stack)).toContain('operation="Leads"');
  expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
  expect((await fetch(new URL('/graphql', gateway.metricsUrl))).status).toBe(404);
  expect(() => readEnv({ METRICS_PORT: '4000' })).toThrow('METRICS_PORT: PORT is the same');
});
