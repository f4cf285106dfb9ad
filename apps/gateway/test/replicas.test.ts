import { expect, it } from 'vitest';
import { describeWithRedis } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import { type Replicas, startReplicas } from './replicas.ts';
import { outcomeOf, sendBy, uuidOf } from './sending.ts';

/** Queries are answered; sends with a key are refused, and none has left. */
async function expectReadsAlone({ sending, fronts }: Replicas): Promise<void> {
  const before = sending.posts();
  for (const front of fronts) {
    expect((await front.query('{ viewer { uuid } }')).errors).toBeUndefined();
    const input = { ...sending.thread, text: 'Hello', idempotencyKey: 'key' };
    expect(outcomeOf(await sendBy(front, input))).toBe('COORDINATION_UNAVAILABLE');
  }
  expect(sending.posts()).toBe(before);
}

const lead = (index: number) => `{ lead(id: "00000000-0000-4000-8000-${String(index).padStart(12, '0')}") { uuid } }`;

describeWithRedis('two replicas on one Redis', () => {
  it('share one budget', async () => {
    await using replicas = await startReplicas({ UPSTREAM_REQUESTS_PER_MINUTE: '20' });
    const { sending, fronts } = replicas;
    sending.stack.sandbox.dialect.requestsPerMinute = 20;
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => fronts.map((front, turn) => front.query(lead(2 * index + turn)))).flat(),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions?.['code']);
    expect(codes.filter((code) => code === undefined)).toHaveLength(18);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(42);
    const statuses = () => sending.stack.sandbox.requests.map(({ status }) => status);
    await eventually(() => expect(statuses()).toEqual(Array(18).fill(404)));
  });

  it('send one message for fifty equal sends at once', async () => {
    await using replicas = await startReplicas();
    const { sending, fronts } = replicas;
    const input = { ...sending.thread, text: 'Hello', idempotencyKey: 'key' };
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => fronts.map((front) => sendBy(front, input))).flat(),
    );
    expect(answers.map(outcomeOf).toSorted()).toEqual([...Array(49).fill('replayed'), 'sent']);
    expect(new Set(answers.map(uuidOf)).size).toBe(1);
    expect(sending.stored()).toEqual(['Hello']);
  });

  it('know what the other has sent, and that a key was used for something else', async () => {
    await using replicas = await startReplicas();
    const { sending, fronts } = replicas;
    const input = { ...sending.thread, text: 'Hello', idempotencyKey: 'key' };
    const [one, other] = fronts;
    expect(outcomeOf(await sendBy(one, input))).toBe('sent');
    expect(outcomeOf(await sendBy(other, input))).toBe('replayed');
    expect(outcomeOf(await sendBy(other, { ...input, text: 'Good-bye' }))).toBe('IDEMPOTENCY_CONFLICT');
    expect(sending.posts()).toBe(1);
  });

  it('read on and refuse to risk a key while Redis is gone, and recover by themselves', async () => {
    await using replicas = await startReplicas();
    const { redis, sending, fronts } = replicas;
    await sending.send({ idempotencyKey: 'before' });
    await redis.kill();
    await expectReadsAlone(replicas);
    expect(outcomeOf(await sending.send({ text: 'Without a key' }))).toBe('sent');
    await redis.start();
    const outcome = async () => outcomeOf(await sending.send({ idempotencyKey: 'key' }));
    await expect.poll(outcome, { timeout: 20_000, interval: 200 }).toBe('sent');
    const before = { ...sending.thread, text: 'Hello', idempotencyKey: 'before' };
    expect(outcomeOf(await sendBy(fronts[1], before))).toBe('replayed');
    expect(sending.stored()).toEqual(['Hello', 'Without a key', 'Hello']);
  });

  it('do not wait for a Redis that is silent, and go on when it speaks again', async () => {
    await using replicas = await startReplicas();
    const { redis, sending } = replicas;
    redis.freeze();
    await expectReadsAlone(replicas);
    redis.thaw();
    // Of the keys that were refused Redis may have heard all the same: they are looked for first.
    const outcome = async () => outcomeOf(await sending.send({ ...sending.openThread(), idempotencyKey: 'another' }));
    await expect.poll(outcome, { timeout: 20_000, interval: 200 }).toBe('sent');
    expect(sending.stored()).toEqual(['Hello']);
  });

  it('tell what was sent though Redis was lost meanwhile, and do not send it again', async () => {
    await using replicas = await startReplicas();
    const { redis, sending } = replicas;
    // Tells the gateway the upstream's time, which is far from ours.
    await sending.stack.query('{ viewer { uuid } }');
    sending.stack.sandbox.faults.add({ kind: 'delay', ms: 1_000, method: 'POST', times: 1 });
    const answer = sending.send({ idempotencyKey: 'key' });
    await expect.poll(sending.posts, { timeout: 10_000 }).toBe(1);
    await redis.kill();
    expect(outcomeOf(await answer)).toBe('sent');
    await redis.start();
    const outcome = async () => outcomeOf(await sending.send({ idempotencyKey: 'key' }));
    await expect.poll(outcome, { timeout: 20_000, interval: 200 }).toBe('replayed');
    expect(sending.stored()).toEqual(['Hello']);
  });
});
