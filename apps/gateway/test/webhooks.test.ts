import { expect, it } from 'vitest';
import { describeWithRedis, startRedisServer } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import type { Front } from './front.ts';
import { listen } from './listening.ts';
import { startStack } from './stack.ts';

const RECEIVED = 'subscription { messageReceived { cursor message { uuid text } } }';
const SECRET = 'secret-of-the-path';
/** Slow rounds: what comes soon comes by a webhook. */
const SLOW = {
  env: { LIVE_POLL_MS: '600000', WEBHOOK_SECRET: SECRET },
  sandbox: { size: { leads: 1, messages: 0 }, dialect: { requestsPerMinute: null } },
};

const post = ({ gateway }: Pick<Front, 'gateway'>, body = '{}', secret = SECRET, init: RequestInit = {}) =>
  fetch(`${gateway.url}/webhooks/getsales/${secret}`, { method: 'POST', body, ...init });

/** The first rounds after the beginning are quick; a hint is what is tested, so they must be over. */
const untilQuiet = (requests: readonly unknown[]) =>
  eventually(async () => {
    const before = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(requests).toHaveLength(before);
  });

it.each([
  ['bare', JSON.stringify({ event_name: 'contact_replied_linkedin_message', contact: {} })],
  ['below `body`', JSON.stringify({ body: { event_name: 'contact_replied_linkedin_inmail' } })],
  ['of an unknown event', JSON.stringify({ event_name: 'something_new' })],
  ['without anything', ''],
  ['that is no JSON', '<xml/>'],
  ['that is a list', '[null, 1]'],
])('takes a webhook %s as a hint to read again', async (_name, body) => {
  await using stack = await startStack(SLOW);
  const { clock, requests, world } = stack.sandbox;
  await using listening = await listen(stack, RECEIVED);
  await untilQuiet(requests);
  clock.advance(1_000);
  world.messages.insert({ type: 'inbox', text: 'told' });
  const response = await post(stack, body);
  expect([response.status, await response.text()]).toEqual([200, '{}']);
  await eventually(() => expect(listening.texts()).toEqual(['told']));
});

it('reads a few times for many webhooks, and sends the event once', async () => {
  await using stack = await startStack(SLOW);
  const { clock, requests, world } = stack.sandbox;
  await using listening = await listen(stack, RECEIVED);
  await untilQuiet(requests);
  stack.forget();
  clock.advance(1_000);
  world.messages.insert({ type: 'inbox', text: 'told' });
  const responses = await Promise.all(Array.from({ length: 50 }, () => post(stack)));
  expect(responses.every(({ status }) => status === 200)).toBe(true);
  await eventually(() => expect(listening.texts()).toEqual(['told']));
  expect(stack.upstream.length).toBeLessThanOrEqual(3);
});

it('asks nothing for a webhook while nobody listens, and empties what is kept', async () => {
  await using stack = await startStack({ ...SLOW, env: { ...SLOW.env, SMALL_COLLECTION_TTL_MS: '60000' } });
  await stack.query('{ leadTags { name } }');
  await stack.query('{ leadTags { name } }');
  expect(stack.upstream).toHaveLength(1);
  expect((await post(stack)).status).toBe(200);
  expect(stack.upstream).toHaveLength(1);
  await stack.query('{ leadTags { name } }');
  expect(stack.upstream).toHaveLength(2);
});

it('does not exist without the right secret, or where none is set', async () => {
  await using stack = await startStack(SLOW);
  await using closed = await stack.startAnother({ WEBHOOK_SECRET: '' });
  const answers = [
    await post(stack, '{}', 'wrong'),
    await post(stack, '{}', `${SECRET}x`),
    await post(stack, '{}', ''),
    await post(closed),
    await fetch(`${stack.gateway.url}/webhooks/getsales`, { method: 'POST' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  const get = await fetch(`${stack.gateway.url}/webhooks/getsales/${SECRET}`);
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  expect([...stack.log, ...closed.log].join('')).not.toContain(SECRET);
});

it('refuses a body that is too large', async () => {
  await using stack = await startStack({ ...SLOW, env: { ...SLOW.env, MAX_BODY_BYTES: '1000' } });
  expect((await post(stack, 'x'.repeat(2_000))).status).toBe(413);
  expect((await post(stack, 'x'.repeat(900))).status).toBe(200);
});

describeWithRedis('listeners of two replicas', () => {
  it('hear of a webhook at either, ask once a round together, and miss nothing while Redis is gone', async () => {
    await using redis = await startRedisServer();
    await using stack = await startStack({ ...SLOW, env: { ...SLOW.env, LIVE_POLL_MS: '2000', REDIS_URL: redis.url } });
    await using other = await stack.startAnother();
    const { clock, requests, world } = stack.sandbox;
    const arrive = (text: string) => {
      clock.advance(1_000);
      world.messages.insert({ type: 'inbox', text });
    };
    await using here = await listen(stack, RECEIVED);
    await using there = await listen(other, RECEIVED);
    arrive('one');
    expect((await post(stack)).status).toBe(200);
    for (const each of [here, there]) await eventually(() => expect(each.texts()).toEqual(['one']));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    requests.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(requests.length).toBeGreaterThanOrEqual(2);
    expect(requests.length).toBeLessThanOrEqual(5);
    await redis.kill();
    arrive('two');
    for (const each of [here, there]) await eventually(() => expect(each.texts()).toEqual(['one', 'two']));
    expect([...stack.log, ...other.log].join('')).toContain(
      'Live: without Redis this replica asks GetSales for itself',
    );
    await redis.start();
    arrive('three');
    for (const each of [here, there]) await eventually(() => expect(each.texts()).toEqual(['one', 'two', 'three']));
  }, 60_000);
});

const REGISTER = `mutation($targetUrl: String!) {
  registerWebhooks(input: { targetUrl: $targetUrl }) { webhooks { event status } createdEvents refusedEvents }
}`;
const UNREGISTER = `mutation($targetUrl: String!) { unregisterWebhooks(input: { targetUrl: $targetUrl }) { deletedCount } }`;

it('registers what is missing, changes nothing else, can be repeated, and undone', async () => {
  await using stack = await startStack(SLOW);
  const { world } = stack.sandbox;
  const targetUrl = `${stack.gateway.url}/webhooks/getsales/${SECRET}`;
  const other = world.webhooks.insert({ target_url: 'https://other.example/hook' });
  const off = world.webhooks.insert({ target_url: targetUrl, event: 'contact_created', status: 'off' });
  const first = await stack.query(REGISTER, { targetUrl });
  expect(first.errors).toBeUndefined();
  const { registerWebhooks } = Object(first.data);
  expect(registerWebhooks.createdEvents).toHaveLength(9);
  expect(registerWebhooks.webhooks).toHaveLength(10);
  expect(world.webhooks.size).toBe(11);
  stack.forget();
  const second = await stack.query(REGISTER, { targetUrl });
  expect(second.data).toMatchObject({ registerWebhooks: { createdEvents: [], refusedEvents: [] } });
  expect(stack.upstream.map((line) => line.split('?')[0])).toEqual(['GET /integrations/api/webhooks']);
  expect([world.webhooks.get(other.uuid), world.webhooks.get(off.uuid)]).toEqual([other, off]);
  const third = await stack.query(UNREGISTER, { targetUrl });
  expect(third.data).toEqual({ unregisterWebhooks: { deletedCount: 10 } });
  expect(world.webhooks.all()).toEqual([other]);
  expect(stack.log.join('')).not.toContain(SECRET);
});

it('goes on past events that GetSales refuses, and refuses what is no address', async () => {
  await using stack = await startStack(SLOW);
  stack.sandbox.faults.add({ kind: 'status', status: 422, method: 'POST', times: 2 });
  const targetUrl = `${stack.gateway.url}/webhooks/getsales/${SECRET}`;
  const { data } = await stack.query(REGISTER, { targetUrl });
  expect(Object(data).registerWebhooks.refusedEvents).toHaveLength(2);
  stack.forget();
  const { errors } = await stack.query(REGISTER, { targetUrl: 'javascript:alert(1)' });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(stack.upstream).toEqual([]);
});

it.each([
  ['once', 'bare'],
  ['twice', 'nested'],
  ['late', 'bare'],
] as const)('hears of a reply by a webhook that is delivered %s and %s', async (webhooks, webhookBody) => {
  await using stack = await startStack({
    ...SLOW,
    sandbox: { ...SLOW.sandbox, dialect: { requestsPerMinute: null, webhooks, webhookBody } },
  });
  const { clock, requests, world } = stack.sandbox;
  await stack.query(REGISTER, { targetUrl: `${stack.gateway.url}/webhooks/getsales/${SECRET}` });
  await using listening = await listen(stack, RECEIVED);
  await untilQuiet(requests);
  clock.advance(1_000);
  world.messages.insert({ type: 'inbox', text: 'reply' });
  clock.advance(6_000);
  await eventually(() => expect(listening.texts()).toEqual(['reply']));
});

it('hears of a reply without its webhook, by the rounds', async () => {
  await using stack = await startStack({
    env: { ...SLOW.env, LIVE_POLL_MS: '500' },
    sandbox: { ...SLOW.sandbox, dialect: { requestsPerMinute: null, webhooks: 'never' } },
  });
  await stack.query(REGISTER, { targetUrl: `${stack.gateway.url}/webhooks/getsales/${SECRET}` });
  await using listening = await listen(stack, RECEIVED);
  stack.sandbox.clock.advance(1_000);
  stack.sandbox.world.messages.insert({ type: 'inbox', text: 'reply' });
  await eventually(() => expect(listening.texts()).toEqual(['reply']));
});
