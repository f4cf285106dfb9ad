import { startRedis } from '@getsales-gateway/coordination';
import { expect, it } from 'vitest';
import { describeWithRedis } from '../../../packages/coordination/test/redis-server.ts';
import { eventually } from './eventually.ts';
import type { Front } from './front.ts';
import { type Replicas, startReplicas } from './replicas.ts';

const TAGS = '{ leadTags { name } }';
const LEADS = '{ leads(first: 1) { nodes { uuid } totalCount } }';
const WRITE = 'mutation { deleteLead(input: { leadId: "00000000-0000-4000-8000-000000000000" }) { deletedLeadId } }';
/** Longer than a test: nothing goes by itself. */
const KEPT = { SMALL_COLLECTION_TTL_MS: '60000', EXPLAIN_UPSTREAM: 'true' };
/** Old at once, so that each query asks. */
const OLD = { ...KEPT, SMALL_COLLECTION_TTL_MS: '1' };

const tagsOf = async (front: Front) => JSON.stringify((await front.query(TAGS)).data);

/** Where a replica has the tags from: `upstream`, `cached`, `stale`. */
async function sourceOf(front: Front): Promise<unknown> {
  const { extensions } = await front.query(TAGS, {}, { 'x-explain-upstream': '1' });
  return extensions?.['upstream'];
}

const from = (source: string) => [expect.objectContaining({ path: '/leads/api/tags', source })];

function rename({ sending }: Replicas, name: string): void {
  const { tags } = sending.stack.sandbox.world;
  tags.update(tags.all()[0]?.uuid ?? '', { name });
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
  it('are kept by each replica for itself, and nothing of them is in Redis', async () => {
    await using replicas = await startReplicas(KEPT);
    for (const front of replicas.fronts) {
      expect(await sourceOf(front)).toEqual(from('upstream'));
      expect(await sourceOf(front)).toEqual(from('cached'));
      await front.query('{ leadLists(search: "a") { nodes { name } } senderProfiles(first: 3) { nodes { label } } }');
    }
    await using connection = await startRedis({ url: replicas.redis.url, warn() {} });
    const keys = await connection.redis.keys('*');
    expect(keys.filter((key) => !/^getsales:(budget:)?\{/.test(key))).toEqual([]);
  });

  it('are read again by both after a write through one', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    for (const front of replicas.fronts) await front.query(TAGS);
    rename(replicas, 'Renamed');
    expect(await tagsOf(other)).not.toContain('Renamed');
    await one.query(WRITE);
    expect(await tagsOf(one)).toContain('Renamed');
    await eventually(async () => expect(await tagsOf(other)).toContain('Renamed'));
  });

  it('show by both that a sender profile was disabled through one', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    const { uuid = '' } = replicas.sending.stack.sandbox.world.senderProfiles.all()[0] ?? {};
    const statuses = async (front: Front) =>
      JSON.stringify((await front.query('{ senderProfiles(first: 100) { nodes { uuid status } } }')).data);
    const isOff = `{"uuid":"${uuid}","status":"disabled"}`;
    for (const front of replicas.fronts) expect(await statuses(front)).not.toContain(isOff);
    await one.query(`mutation { disableSenderProfile(input: { senderProfileId: "${uuid}" }) { outcome } }`);
    expect(await statuses(one)).toContain(isOff);
    await eventually(async () => expect(await statuses(other)).toContain(isOff));
  });

  it.each([
    ['createLeadTag(input: { name: "brand new" })', TAGS],
    ['createLeadList(input: { name: "brand new" })', '{ leadLists(first: 100) { nodes { name } } }'],
    [
      'createPipelineStage(input: { name: "brand new", object: LEAD, category: "cold" })',
      '{ pipelineStages { name } }',
    ],
  ])('show by both what %s made through one', async (mutation, query) => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    const shown = async (front: Front) => JSON.stringify((await front.query(query)).data);
    for (const front of replicas.fronts) expect(await shown(front)).not.toContain('brand new');
    expect(await one.query(`mutation { ${mutation} { outcome } }`)).not.toHaveProperty('errors');
    expect(await shown(one)).toContain('brand new');
    await eventually(async () => expect(await shown(other)).toContain('brand new'));
  });

  it('are not kept where their read began on one before a write ended on the other', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    const before = await beginSlowly(replicas, other, TAGS);
    rename(replicas, 'Renamed');
    await one.query(WRITE);
    expect(JSON.stringify(await before.answer)).not.toContain('Renamed');
    expect(await tagsOf(other)).toContain('Renamed');
    expect(await tagsOf(one)).toContain('Renamed');
  });

  it.each([401, 403])('are served to nobody whose key was refused with %i on one of them', async (status) => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    for (const front of replicas.fronts) await front.query(TAGS);
    const { faults } = replicas.sending.stack.sandbox;
    faults.add({ kind: 'status', status, times: 1 });
    await one.query('{ viewer { uuid } }');
    faults.add({ kind: 'reset' });
    await eventually(async () => expect((await other.query(TAGS)).data).toEqual({ leadTags: null }));
  });

  it('are served stale when the upstream is down, until the key is refused on one of them', async () => {
    await using replicas = await startReplicas(OLD);
    const [one, other] = replicas.fronts;
    for (const front of replicas.fronts) await front.query(TAGS);
    const { faults } = replicas.sending.stack.sandbox;
    faults.add({ kind: 'reset' });
    expect(await sourceOf(other)).toEqual(from('stale'));
    faults.clear();
    faults.add({ kind: 'status', status: 403, times: 1 });
    await one.query(TAGS);
    faults.add({ kind: 'reset' });
    await eventually(async () => expect((await other.query(TAGS)).data).toEqual({ leadTags: null }));
  });

  it('show what another replica wrote while Redis was gone as soon as Redis is back', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    await replicas.redis.kill();
    for (const front of replicas.fronts) await front.query(TAGS);
    rename(replicas, 'Renamed');
    expect((await one.query(WRITE)).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await tagsOf(one)).toContain('Renamed');
    expect(await tagsOf(other)).not.toContain('Renamed');
    await replicas.redis.start();
    await expect.poll(() => tagsOf(other), { timeout: 20_000, interval: 200 }).toContain('Renamed');
    rename(replicas, 'Renamed again');
    await one.query(WRITE);
    // Should this replica not have noticed yet that Redis is back, it tells when it does.
    await expect.poll(() => tagsOf(other), { timeout: 20_000, interval: 200 }).toContain('Renamed again');
    expect(one.log.filter((line) => line.includes('Redis is unreachable'))).toHaveLength(1);
  });

  it('do not wait for a Redis that is silent, and hear of writes when it speaks again', async () => {
    await using replicas = await startReplicas(KEPT);
    const [one, other] = replicas.fronts;
    replicas.redis.freeze();
    for (const front of replicas.fronts) expect(await sourceOf(front)).toEqual(from('upstream'));
    rename(replicas, 'Renamed');
    expect((await one.query(WRITE)).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await tagsOf(one)).toContain('Renamed');
    replicas.redis.thaw();
    await expect.poll(() => tagsOf(other), { timeout: 20_000, interval: 200 }).toContain('Renamed');
  });

  it('show the write of another replica after their time at the latest, though no event came', async () => {
    await using replicas = await startReplicas({ ...KEPT, SMALL_COLLECTION_TTL_MS: '2000' });
    const [one, other] = replicas.fronts;
    await replicas.redis.kill();
    await other.query(TAGS);
    rename(replicas, 'Renamed');
    await one.query(WRITE);
    await expect.poll(() => tagsOf(other), { timeout: 20_000, interval: 200 }).toContain('Renamed');
  });

  it('are asked of the upstream each time where they are not to be kept', async () => {
    await using replicas = await startReplicas({ SMALL_COLLECTION_TTL_MS: '0' });
    const [one, other] = replicas.fronts;
    for (const front of [one, one, other]) await front.query(TAGS);
    expect(replicas.sending.stack.upstream.filter((line) => line.includes('/tags'))).toHaveLength(3);
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
    await eventually(async () =>
      expect(await other.query(LEADS)).toMatchObject({ data: { leads: { totalCount: 2 } } }),
    );
    expect(await before.answer).toMatchObject({ data: { leads: { totalCount: 1 } } });
  });
});
