import { startRedis } from '@getsales-gateway/coordination';
import { expect, it } from 'vitest';
import { describeWithRedis } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import type { Front } from './front.ts';
import { type Replicas, startReplicas } from './replicas.ts';

const TAGS = '{ leadTags { name } }';
const LEADS = '{ leads(first: 1) { nodes { uuid } totalCount } }';
const WRITE = 'mutation { deleteLead(input: { leadId: "00000000-0000-4000-8000-000000000000" }) { deletedLeadId } }';
const KEPT = { SMALL_COLLECTION_TTL_MS: '60000', EXPLAIN_UPSTREAM: 'true' };
/** Old at once, so that each query asks. */
const OLD = { ...KEPT, SMALL_COLLECTION_TTL_MS: '1' };

const tagsOf = async (front: Front) => JSON.stringify((await front.query(TAGS)).data);

/** Where a replica has the tags from: `upstream`, `cached` … */
async function sourceOf(front: Front): Promise<unknown> {
  const { extensions } = await front.query(TAGS, {}, { 'x-explain-upstream': '1' });
  return extensions?.['upstream'];
}

const from = (source: string) => [expect.objectContaining({ path: '/leads/api/tags', source })];

function rename({ sending }: Replicas, name: string): void {
  const { tags } = sending.stack.sandbox.world;
  tags.update(tags.all()[0]?.uuid ?? '', { name });
}

/** What Redis holds of small collections: nobody waits for it to be stored. */
async function keysIn({ redis }: Replicas, pattern = 'getsales:answers:*:place:*'): Promise<string[]> {
  await using connection = await startRedis({ url: redis.url, warn() {} });
  return connection.redis.keys(pattern);
}

/** Lets one replica read the tags, so that all have them. */
async function prime(replicas: Replicas): Promise<void> {
  await replicas.fronts[0].query(TAGS);
  await expect.poll(() => keysIn(replicas), { timeout: 10_000 }).toHaveLength(1);
}

/** A query whose read has begun, and ends late, with what was there at its beginning. */
async function beginSlowly({ sending }: Replicas, front: Front, query: string) {
  const { sandbox } = sending.stack;
  sandbox.faults.add({ kind: 'slow-body', ms: 3_000, method: 'GET', times: 1 });
  const answer = front.query(query);
  await eventually(() => expect(sandbox.requests).toHaveLength(1));
  return { answer };
}

describeWithRedis('small collections of two replicas', () => {
  it('are read once for both', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    expect(await sourceOf(one)).toEqual(from('upstream'));
    await prime(replicas);
    expect(await sourceOf(other)).toEqual(from('cached'));
    expect(await tagsOf(other)).toBe(await tagsOf(one));
    expect(replicas.sending.stack.upstream).toHaveLength(1);
  });

  it('are read again by both after a write through one', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    await prime(replicas);
    rename(replicas, 'Renamed');
    expect(await tagsOf(other)).not.toContain('Renamed');
    await one.query(WRITE);
    expect(await tagsOf(other)).toContain('Renamed');
    expect(await tagsOf(one)).toContain('Renamed');
  });

  it('are neither joined nor kept where their read began on one before a write ended on the other', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    const before = await beginSlowly(replicas, other, TAGS);
    rename(replicas, 'Renamed');
    await one.query(WRITE);
    expect(await tagsOf(other)).toContain('Renamed');
    expect(JSON.stringify(await before.answer)).not.toContain('Renamed');
    expect(await tagsOf(other)).toContain('Renamed');
    expect(await tagsOf(one)).toContain('Renamed');
  });

  it('are served to nobody whose key was denied on one of them, be it at once or when the upstream is down', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    await prime(replicas);
    const { faults } = replicas.sending.stack.sandbox;
    faults.add({ kind: 'status', status: 401, times: 1 });
    await one.query('{ viewer { uuid } }');
    faults.add({ kind: 'reset' });
    expect((await other.query(TAGS)).data).toEqual({ leadTags: null });
  });

  it('are served stale by both when the upstream is down, who say so, until one is refused them', async () => {
    await using replicas = await startReplicas(OLD);
    const [one, other] = replicas.fronts;
    await prime(replicas);
    const { faults } = replicas.sending.stack.sandbox;
    faults.add({ kind: 'reset' });
    expect(await sourceOf(other)).toEqual(from('stale'));
    faults.clear();
    faults.add({ kind: 'status', status: 403, times: 1 });
    await one.query(TAGS);
    faults.add({ kind: 'reset' });
    expect((await other.query(TAGS)).data).toEqual({ leadTags: null });
  });

  it('are kept by each alone while Redis is gone, and written past; all is as before when it is back', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    await prime(replicas);
    await replicas.redis.kill();
    for (const front of replicas.fronts) {
      expect(await sourceOf(front)).toEqual(from('upstream'));
      expect(await sourceOf(front)).toEqual(from('cached'));
    }
    rename(replicas, 'Renamed');
    expect((await one.query(WRITE)).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await tagsOf(one)).toContain('Renamed');
    await replicas.redis.start();
    await expect.poll(() => tagsOf(other), { timeout: 20_000, interval: 200 }).toContain('Renamed');
    rename(replicas, 'Renamed again');
    await one.query(WRITE);
    expect(await tagsOf(other)).toContain('Renamed again');
    const warnings = one.log.filter((line) => line.includes('Redis is unreachable'));
    expect(warnings).toHaveLength(1);
  });

  it('do not wait for a Redis that is silent, and go on when it speaks again', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    await prime(replicas);
    replicas.redis.freeze();
    for (const front of replicas.fronts) expect(await sourceOf(front)).toEqual(from('upstream'));
    rename(replicas, 'Renamed');
    expect((await one.query(WRITE)).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await tagsOf(one)).toContain('Renamed');
    replicas.redis.thaw();
    await expect.poll(() => tagsOf(other), { timeout: 20_000, interval: 200 }).toContain('Renamed');
  });

  it('are asked of nobody but the upstream where they are not to be kept', async () => {
    await using replicas = await startReplicas({ SMALL_COLLECTION_TTL_MS: '0' });
    const [one, other] = replicas.fronts;
    await one.query(TAGS);
    await one.query(WRITE);
    await other.query(TAGS);
    await other.query('{ viewer { uuid } }', {}, { authorization: 'Bearer wrong' });
    expect(await keysIn(replicas, 'getsales:answers:*')).toEqual([]);
    expect(replicas.sending.stack.upstream.filter((line) => line.includes('/tags'))).toHaveLength(2);
  });
});

describeWithRedis('rows of two replicas', () => {
  it('are not joined where their read began on one before a write ended on the other', async () => {
    await using replicas = await startReplicas();
    const [one, other] = replicas.fronts;
    const { world } = replicas.sending.stack.sandbox;
    const before = await beginSlowly(replicas, other, LEADS);
    world.leads.insert();
    await one.query(WRITE);
    expect(await other.query(LEADS)).toMatchObject({ data: { leads: { totalCount: 2 } } });
    expect(await before.answer).toMatchObject({ data: { leads: { totalCount: 1 } } });
  });
});
