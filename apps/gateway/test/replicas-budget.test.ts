import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeWithRedis } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import type { Front } from './front.ts';
import { startReplicas } from './replicas.ts';

const LIMIT = 90;
/** Refused at once, so that a test needs no minute. */
const ENV = { UPSTREAM_REQUESTS_PER_MINUTE: `${LIMIT}`, UPSTREAM_MAX_WAIT_MS: '1500' };

const write = (index: number) =>
  `mutation { deleteLead(input: { leadId: "00000000-0000-4000-8000-${String(index).padStart(12, '0')}" }) { deletedLeadId } }`;

let written = 0;

/** So many writes at once through one replica. Answers how many of them left. */
async function burst(front: Front, writes: number): Promise<number> {
  const answers = await Promise.all(Array.from({ length: writes }, () => front.query(write(++written))));
  return answers.filter(({ errors }) => errors?.[0]?.extensions?.['code'] === 'NOT_FOUND').length;
}

describeWithRedis('three replicas stay within the budget of a minute', { timeout: 60_000 }, () => {
  it.each([
    ['one of them used most of it', [70, 0, 0], 200],
    ['all of them used some of it', [20, 20, 20], 200],
    ['one of them is amid a burst', [200, 0, 0], 30],
    ['two of them are amid a burst', [200, 200, 0], 30],
  ])('when Redis stops after %s, and when it returns', async (_, before, loseAfterMs) => {
    await using replicas = await startReplicas(ENV);
    const { redis, sending } = replicas;
    await using third = await sending.stack.startAnother();
    const fronts = [...replicas.fronts, third];
    const { sandbox } = sending.stack;
    sandbox.dialect.requestsPerMinute = LIMIT;
    const early = fronts.map((front, index) => burst(front, before[index] ?? 0));
    await sleep(loseAfterMs);
    await redis.kill();
    const late = fronts.map((front) => burst(front, LIMIT));
    await Promise.all([...early, ...late]);
    await redis.start();
    await sleep(1_000);
    await Promise.all(fronts.map((front) => burst(front, LIMIT)));
    const statuses = sandbox.requests.map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toEqual([]);
    expect(statuses.length).toBeLessThanOrEqual(LIMIT);
    // What nobody else has used is not lost.
    expect(statuses.length).toBeGreaterThanOrEqual(LIMIT / 2);
  });

  it('and one of them may use all of it while the others rest', async () => {
    await using replicas = await startReplicas({ ...ENV, UPSTREAM_MAX_WAIT_MS: '10000' });
    const { sandbox } = replicas.sending.stack;
    sandbox.dialect.requestsPerMinute = LIMIT;
    expect(await burst(replicas.fronts[0], LIMIT)).toBe(LIMIT);
    await eventually(() => expect(sandbox.requests).toHaveLength(LIMIT));
  });
});
