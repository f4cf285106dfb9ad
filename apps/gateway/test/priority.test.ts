import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { type Stack, startStack } from './stack.ts';
import { ALL_SCOPES, bearer, createIssuerKey, jwtEnv, sign, VENDOR_KEY } from './tokens.ts';

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

interface Sender {
  /** Another address of this machine, as that of the router or proxy there. */
  localAddress?: string;
  headers?: Record<string, string>;
  isSigned?: boolean;
}

async function askAs({ url, sandbox }: Stack, { isSigned, ...sender }: Sender, query: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${sandbox.apiKey}`, ...sender.headers };
  const asking = request(url, { method: 'POST', ...sender, headers });
  const signature = createHmac('sha256', ROUTER_SECRET).update(JSON.stringify({ query })).digest('base64');
  asking.end(JSON.stringify({ query, ...(isSigned && { extensions: { 'hmac-signature': signature } }) }));
  const [answer] = await once(asking, 'response');
  return text(answer);
}

const hasManyAddresses = process.platform === 'linux';
if (!hasManyAddresses)
  console.warn('Skipped: that callers take turns, because only Linux has many addresses of its own.');

type Settings = Record<string, string>;

/** Whether one who asks twice is refused rather than one who asks once, and later: of four slots the write takes two. */
async function takesTurns(settings: Settings, twice: Sender, once: Sender): Promise<boolean> {
  const env = { UPSTREAM_REQUESTS_PER_MINUTE: '8', ...settings };
  await using stack = await startStack({ env, sandbox: { size: { leads: 0 }, keys: { [VENDOR_KEY]: { teamId: 1 } } } });
  // Half the pace: two slots are left for who lines up in this second.
  stack.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 1 });
  const written = askAs(stack, twice, write(0));
  await eventually(() => expect(stack.sandbox.requests).toMatchObject([{ status: 429 }]));
  const answers = [askAs(stack, twice, read(1)), askAs(stack, twice, read(2))];
  await stack.query('{ __typename }');
  answers.push(askAs(stack, once, read(3)));
  await written;
  const refused = (await Promise.all(answers)).map((answer) => answer.includes('RATE_LIMITED'));
  expect(refused.filter(Boolean)).toHaveLength(1);
  return refused[1] === true;
}

const PROXY = '127.0.0.1';
const ROUTER_SECRET = 'the-word-of-the-router';
const SIGNED = { ROUTER_SECRET };

const trusting = (proxies: string) => ({ TRUSTED_PROXIES: proxies });
const forwarded = (hops: string): Sender => ({ localAddress: PROXY, headers: { 'x-forwarded-for': hops } });
const throughRouter = (hops: string): Sender => ({ ...forwarded(hops), isSigned: true });

it.runIf(hasManyAddresses).each<[string, Settings, Sender, Sender]>([
  ['by their address', {}, { localAddress: '127.0.0.1' }, { localAddress: '127.0.0.2' }],
  ['by the address that a trusted proxy forwards', trusting(PROXY), forwarded('192.0.2.1'), forwarded('192.0.2.2')],
  [
    'behind two such proxies',
    trusting('127.0.0.0/8'),
    forwarded('192.0.2.1, 127.0.0.9'),
    forwarded('192.0.2.2, 127.0.0.9'),
  ],
  [
    'by the last address that is not trusted',
    trusting(PROXY),
    forwarded('192.0.2.9, 192.0.2.1'),
    forwarded('192.0.2.9, 192.0.2.2'),
  ],
  [
    'by the last address that a signing router forwards',
    SIGNED,
    throughRouter('a, 192.0.2.1'),
    throughRouter('a, 192.0.2.2'),
  ],
])('lets callers take turns: %s', async (_, settings, twice, once) => {
  expect(await takesTurns(settings, twice, once)).toBe(true);
});

it.runIf(hasManyAddresses).each<[string, Settings, Sender, Sender]>([
  ['who is not trusted', {}, forwarded('192.0.2.1'), forwarded('192.0.2.2')],
  ['who forwards what is no address', trusting(PROXY), forwarded('a'), forwarded('b')],
  [
    'whose last address is the same',
    SIGNED,
    throughRouter('192.0.2.1, 192.0.2.9'),
    throughRouter('192.0.2.2, 192.0.2.9'),
  ],
])('treats everything as one caller that comes from a proxy %s', async (_, settings, twice, once) => {
  expect(await takesTurns(settings, twice, once)).toBe(false);
});

it('lets the subjects of tokens take turns, wherever they ask from', async () => {
  const key = await createIssuerKey();
  const env = await jwtEnv(key);
  const bearerOf = async (sub: string) => bearer(await sign(key, { claims: { sub, scope: ALL_SCOPES } }));
  const [ada, bob] = [await bearerOf('ada'), await bearerOf('bob')];
  expect(await takesTurns(env, { headers: ada }, { headers: bob })).toBe(true);
  expect(await takesTurns(env, { headers: ada }, { headers: ada, localAddress: '127.0.0.1' })).toBe(false);
});
