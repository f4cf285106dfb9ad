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

it('serves interactive reads before background reads', async () => {
  const first = await firstOf([[read(1), BACKGROUND], [read(2), BACKGROUND], [read(3)], [read(4), BACKGROUND]]);
  expect(first).toContain(uuid(3));
});

it('serves mutations before all reads, even with a background priority', async () => {
  expect(await firstOf([[read(1)], [read(2), BACKGROUND], [write(3), BACKGROUND]])).toContain(uuid(3));
});

/** Asks from another address of this machine, as the router or proxy there would. */
async function readFrom(stack: Stack, localAddress: string, index: number, forwardedFor?: string): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${stack.sandbox.apiKey}`,
    ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
  };
  const asking = request(stack.url, { method: 'POST', headers, localAddress });
  asking.end(JSON.stringify({ query: read(index) }));
  const [answer] = await once(asking, 'response');
  return text(answer);
}

const hasManyAddresses = process.platform === 'linux';
if (!hasManyAddresses)
  console.warn('Skipped: that callers take turns, because only Linux has many addresses of its own.');

type Sender = [localAddress: string, forwardedFor?: string];

/** Whether one who asks twice is refused rather than one who asks once, and later: of four slots the write takes two. */
async function takesTurns(trustedProxies: string, twice: Sender, once: Sender): Promise<boolean> {
  const env = { UPSTREAM_REQUESTS_PER_MINUTE: '8', TRUSTED_PROXIES: trustedProxies };
  await using stack = await startStack({ env, sandbox: { size: { leads: 0 } } });
  // Half the pace: two slots are left for who lines up in this second.
  stack.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 1 });
  const written = stack.query(write(0));
  await eventually(() => expect(stack.sandbox.requests).toMatchObject([{ status: 429 }]));
  const from = ([localAddress, forwardedFor]: Sender, index: number) =>
    readFrom(stack, localAddress, index, forwardedFor);
  const answers = [from(twice, 1), from(twice, 2)];
  await stack.query('{ __typename }');
  answers.push(from(once, 3));
  await written;
  const refused = (await Promise.all(answers)).map((answer) => answer.includes('RATE_LIMITED'));
  expect(refused.filter(Boolean)).toHaveLength(1);
  return refused[1] === true;
}

const PROXY = '127.0.0.1';

it.runIf(hasManyAddresses).each<[string, string, Sender, Sender]>([
  ['by their address', '', ['127.0.0.1'], ['127.0.0.2']],
  ['by the address that a trusted proxy forwards', PROXY, [PROXY, '192.0.2.1'], [PROXY, '192.0.2.2']],
  ['behind two such proxies', '127.0.0.0/8', [PROXY, '192.0.2.1, 127.0.0.9'], [PROXY, '192.0.2.2, 127.0.0.9']],
  ['by the last address that is not trusted', PROXY, [PROXY, '192.0.2.9, 192.0.2.1'], [PROXY, '192.0.2.9, 192.0.2.2']],
])('lets callers take turns: %s', async (_, trusted, twice, once) => {
  expect(await takesTurns(trusted, twice, once)).toBe(true);
});

it.runIf(hasManyAddresses).each<[string, string, Sender, Sender]>([
  ['who is not trusted', '', [PROXY, '192.0.2.1'], [PROXY, '192.0.2.2']],
  ['who forwards what is no address', PROXY, [PROXY, 'a'], [PROXY, 'b']],
])('treats everything as one caller that comes from a proxy %s', async (_, trusted, twice, once) => {
  expect(await takesTurns(trusted, twice, once)).toBe(false);
});
