import { expect, it } from 'vitest';
import { describeWithRedis, startRedisServer } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import type { Front } from './front.ts';
import { type LiveResult, listen } from './listening.ts';
import { type Stack, startStack } from './stack.ts';

const CHANGED = 'subscription { messageChanged { cursor idempotencyKey message { uuid text status } } }';
const SEND = `mutation($input: SendMessageInput!) {
  sendMessage(input: $input) { message { uuid } }
}`;
const LISTENED = {
  env: { LIVE_POLL_MS: '300' },
  sandbox: { size: { leads: 1, messages: 0 }, keys: { 'key-a': { teamId: 1 }, 'key-b': { teamId: 1 } } },
};

const of = (results: readonly LiveResult[]) => results.map(({ data }) => data?.['messageChanged']);

async function send(front: Front, { sandbox }: Stack, text: string, idempotencyKey?: string): Promise<void> {
  const { leads, senderProfiles } = sandbox.world;
  const [leadId, senderProfileId] = [leads.all()[0]?.uuid, senderProfiles.all()[0]?.uuid];
  sandbox.clock.advance(1_000);
  const { errors } = await front.query(SEND, { input: { leadId, senderProfileId, text, idempotencyKey } });
  expect(errors).toBeUndefined();
}

async function tellKeys(stack: Stack, other: Front): Promise<void> {
  await using here = await listen(stack, CHANGED);
  await using there = await listen(other, CHANGED);
  await using stranger = await listen(stack, CHANGED, { headers: { authorization: 'Bearer key-b' } });
  await send(stack, stack, 'with a key', 'key-of-the-send');
  await send(stack, stack, 'without');
  for (const { results } of [here, there]) {
    await eventually(() =>
      expect(of(results)).toMatchObject([
        { idempotencyKey: 'key-of-the-send', message: { text: 'with a key' } },
        { idempotencyKey: null, message: { text: 'without' } },
      ]),
    );
  }
  await eventually(() =>
    expect(of(stranger.results)).toMatchObject([{ idempotencyKey: null }, { idempotencyKey: null }]),
  );
  stack.sandbox.clock.advance(20_000);
  await eventually(() =>
    expect(of(here.results)).toContainEqual(
      expect.objectContaining({
        idempotencyKey: 'key-of-the-send',
        message: expect.objectContaining({ status: 'DONE' }),
      }),
    ),
  );
}

it('tells whoever sent a message its idempotency key, and nobody else', async () => {
  await using stack = await startStack(LISTENED);
  await using other = await stack.startAnother();
  await tellKeys(stack, other);
});

describeWithRedis('listeners of two replicas', () => {
  it('are told the key at either', async () => {
    await using redis = await startRedisServer();
    await using stack = await startStack({ ...LISTENED, env: { ...LISTENED.env, REDIS_URL: redis.url } });
    await using other = await stack.startAnother();
    await tellKeys(stack, other);
  });
});
