import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { type Stack, startStack } from './stack.ts';

const BACKGROUND = { priority: 'u=7' };
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const read = (index: number) => `{ lead(id: "${uuid(index)}") { uuid } }`;
const write = (index: number) => `mutation { deleteLead(input: { leadId: "${uuid(index)}" }) { deletedLeadId } }`;

/** Closes the key for two seconds, in which they line up, one after the other; answers with who came first, then. */
async function firstOf(line: [query: string, headers?: Record<string, string>][]): Promise<string> {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  stack.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '2' }, times: 1 });
  const answers = [stack.query(read(0), {}, BACKGROUND)];
  await eventually(() => expect(stack.sandbox.requests).toMatchObject([{ status: 429 }]));
  for (const [query, headers = {}] of line) {
    answers.push(stack.query(query, {}, headers));
    await stack.query('{ __typename }');
  }
  await Promise.all(answers);
  expect(stack.upstream).toHaveLength(line.length + 2);
  // The first request after a 429 goes alone: it is the probe.
  return stack.upstream[1] ?? '';
}

it('lets a background walk wait while what somebody waits for passes', async () => {
  const first = await firstOf([[read(1), BACKGROUND], [read(2), BACKGROUND], [read(3)], [read(4), BACKGROUND]]);
  expect(first).toContain(uuid(3));
});

it('lets a mutation pass before all reads, also where it is called background', async () => {
  expect(await firstOf([[read(1)], [read(2), BACKGROUND], [write(3), BACKGROUND]])).toContain(uuid(3));
});

/** Asks from another address of this machine. */
async function readFrom(stack: Stack, localAddress: string, index: number): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${stack.sandbox.apiKey}` };
  const asking = request(stack.url, { method: 'POST', headers, localAddress });
  asking.end(JSON.stringify({ query: read(index) }));
  const [answer] = await once(asking, 'response');
  return text(answer);
}

const hasManyAddresses = process.platform === 'linux';
if (!hasManyAddresses)
  console.warn('Skipped: that callers take turns, because only Linux has many addresses of its own.');

it.runIf(hasManyAddresses)('serves callers in turn, however much one of them asks', async () => {
  await using stack = await startStack({ env: { UPSTREAM_REQUESTS_PER_MINUTE: '6' }, sandbox: { size: { leads: 0 } } });
  // Half the pace: of three slots one is used, and two are left for who lines up in this second.
  stack.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 1 });
  await stack.query(write(0));
  const answers = [1, 2].map((index) => readFrom(stack, '127.0.0.1', index));
  await stack.query('{ __typename }');
  answers.push(readFrom(stack, '127.0.0.2', 3));
  expect((await Promise.all(answers)).map((answer) => answer.includes('RATE_LIMITED'))).toEqual([false, true, false]);
});

it('does not let who waits for a read join an equal one in the background, which may come later', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  stack.sandbox.faults.add({ kind: 'delay', ms: 500 });
  const ask = (headers = {}) => stack.query(read(1), {}, headers);
  await Promise.all([ask(BACKGROUND), ask(BACKGROUND), ask(), ask()]);
  expect(stack.upstream).toHaveLength(2);
});

it('lets pages of listed origins send the header', async () => {
  const origin = 'https://app.example';
  await using stack = await startStack({ env: { CORS_ORIGINS: origin } });
  const { headers } = await fetch(stack.url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,priority',
    },
  });
  expect(headers.get('access-control-allow-headers')).toBe('content-type,priority');
});
