import { expect, it } from 'vitest';
import { tally } from './asked.ts';
import { insertLeads, runBulk } from './bulk.ts';
import { type Stack, startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };
const MASS = 'PUT /leads/api/leads/mass-action';
const SEARCH = 'POST /leads/api/leads/search';
const TAGS = 'GET /leads/api/tags';
const kept = { ...empty, env: { SMALL_COLLECTION_TTL_MS: '30000' } };
const NOBODY = '00000000-0000-4000-8000-000000000000';

function tagsOf({ sandbox: { world } }: Stack, uuid: string | undefined): string[] {
  const tags = world.leads.get(uuid ?? '')?.tags ?? [];
  return tags.flatMap((tag) => world.tags.get(tag)?.name ?? []);
}

it('tags 5,000 leads by 60 requests at the most, and believes what it sees', { timeout: 60_000 }, async () => {
  await using stack = await startStack(kept);
  const uuids = insertLeads(stack, 5_000);
  for (let at = 0; at < 5_000; at += 1_000) {
    const { counts } = await runBulk(stack, 'addLeadTags', {
      leadIds: uuids.slice(at, at + 1_000),
      names: ['new tag'],
    });
    expect(counts).toEqual({ UPDATED: 1_000 });
  }
  expect(tally(stack)).toEqual({ [TAGS]: 2, 'POST /leads/api/tags': 1, [MASS]: 50, [SEARCH]: 5 });
  expect(stack.upstream.length).toBeLessThanOrEqual(60);
  for (const uuid of uuids) expect(tagsOf(stack, uuid)).toEqual(['new tag']);
});

it('replaces and removes tags', async () => {
  await using stack = await startStack(kept);
  const uuids = insertLeads(stack, 150, { tags: [stack.sandbox.world.tags.all()[0]?.uuid] });
  const set = await runBulk(stack, 'setLeadTags', { leadIds: uuids, names: ['VIP', 'warm'] });
  expect(set.counts).toEqual({ UPDATED: 150 });
  expect(tagsOf(stack, uuids[149])).toEqual(['vip', 'warm']);
  const removed = await runBulk(stack, 'removeLeadTags', { leadIds: uuids, names: ['warm', 'nobody has this'] });
  expect(removed.counts).toEqual({ UPDATED: 150 });
  expect(tagsOf(stack, uuids[149])).toEqual(['vip']);
  expect(tally(stack)).toEqual({ [TAGS]: 1, [MASS]: 4, [SEARCH]: 3 });
  stack.forget();
  const none = await runBulk(stack, 'removeLeadTags', { leadIds: uuids, names: ['nobody has this'] });
  expect(none.counts).toEqual({ SKIPPED: 150 });
  expect(tally(stack)).toEqual({});
});

it('answers each place of the input, also for leads named twice and for those that do not exist', async () => {
  await using stack = await startStack(empty);
  const [one = '', two = ''] = insertLeads(stack, 2);
  const { items } = await runBulk(stack, 'addLeadTags', { leadIds: [one, NOBODY, two, one], names: ['vip'] });
  expect(items.map(({ index, lead, outcome, error }) => [index, lead?.uuid, outcome, error?.code])).toEqual([
    [0, one, 'UPDATED', undefined],
    [1, NOBODY, 'FAILED', 'NOT_FOUND'],
    [2, two, 'UPDATED', undefined],
    [3, one, 'UPDATED', undefined],
  ]);
});

it.each([
  ['is not known', 'unknown', { [MASS]: 1 }],
  ['has no effect', 'without-effect', { [MASS]: 1 }],
] as const)('tags leads one by one where the mass action %s, and remembers that', async (_, massAction, first) => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 }, dialect: { massAction } } });
  const uuids = insertLeads(stack, 20, { tags: [stack.sandbox.world.tags.all()[1]?.uuid] });
  expect((await runBulk(stack, 'addLeadTags', { leadIds: uuids, names: ['vip'] })).counts).toEqual({ UPDATED: 20 });
  for (const uuid of uuids) expect(tagsOf(stack, uuid)).toEqual(['warm', 'vip']);
  expect(tally(stack)).toMatchObject({ 'PUT /leads/api/leads/{uuid}': 20 });
  expect(stack.upstream.filter((line) => line === MASS)).toHaveLength(first[MASS]);
  stack.forget();
  expect((await runBulk(stack, 'addLeadTags', { leadIds: uuids, names: ['pilot'] })).counts).toEqual({ UPDATED: 20 });
  expect(tally(stack)).toEqual({ [TAGS]: 1, [SEARCH]: 1, 'PUT /leads/api/leads/{uuid}': 20 });
});

it('asks alone for the leads that a mass action left out', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 }, dialect: { massAction: 'partial' } } });
  const uuids = insertLeads(stack, 30);
  const list = stack.sandbox.world.lists.all()[2]?.uuid;
  const { counts } = await runBulk(stack, 'moveLeadsToList', { leadIds: uuids, listId: list });
  expect(counts).toEqual({ UPDATED: 30 });
  for (const lead of stack.sandbox.world.leads.all()) expect(lead.list_uuid).toBe(list);
  expect(tally(stack)).toMatchObject({ [MASS]: 1, 'POST /leads/api/leads/upsert': 15 });
});

it('moves nobody else where two leads share an identity', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 }, dialect: { massAction: 'unknown' } } });
  const [, twin = ''] = insertLeads(stack, 2, { linkedin: 'same' });
  const { items } = await runBulk(stack, 'moveLeadsToList', {
    leadIds: [twin],
    listId: stack.sandbox.world.lists.all()[2]?.uuid,
  });
  expect(items).toMatchObject([{ outcome: 'FAILED', error: { code: 'CONFLICT' } }]);
  expect(stack.sandbox.world.leads.all().map(({ list_uuid }) => list_uuid)).toEqual(
    Array(2).fill(stack.sandbox.world.lists.all()[0]?.uuid),
  );
});

it('moves leads to a stage, marks them read, and deletes them', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const uuids = insertLeads(stack, 3, { unread_counts: [{ category: 'linkedin', count: 2 }] });
  const stage = world.pipelineStages.all()[3]?.uuid;
  const staged = await runBulk(stack, 'setLeadsPipelineStage', { leadIds: uuids, pipelineStageId: stage });
  expect(staged.counts).toEqual({ UPDATED: 3 });
  expect(world.leads.all().map((lead) => lead.pipeline_stage_uuid)).toEqual([stage, stage, stage]);
  expect((await runBulk(stack, 'markLeadsRead', { leadIds: uuids })).counts).toEqual({ UPDATED: 3 });
  expect(world.leads.all().flatMap((lead) => lead.unread_counts)).toEqual([]);
  const deleted = await runBulk(stack, 'deleteLeads', { leadIds: [...uuids, NOBODY] });
  expect(deleted.counts).toEqual({ DELETED: 3, 'FAILED NOT_FOUND': 1 });
  expect(world.leads.size).toBe(0);
});

it.each(['unknown', 'without-effect'] as const)(
  'deletes leads one by one where mass action is %s',
  async (massAction) => {
    await using stack = await startStack({ sandbox: { size: { leads: 0 }, dialect: { massAction } } });
    const { counts } = await runBulk(stack, 'deleteLeads', { leadIds: insertLeads(stack, 7) });
    expect(counts).toEqual({ DELETED: 7 });
    expect(stack.sandbox.world.leads.size).toBe(0);
  },
);

it.each(['unknown', 'without-effect'] as const)(
  'says of each lead that there is no other way: %s',
  async (massAction) => {
    await using stack = await startStack({ sandbox: { size: { leads: 0 }, dialect: { massAction } } });
    const [, , stage] = stack.sandbox.world.pipelineStages.all();
    const input = { leadIds: insertLeads(stack, 3), pipelineStageId: stage?.uuid };
    const { counts } = await runBulk(stack, 'setLeadsPipelineStage', input);
    expect(counts).toEqual({ 'FAILED UPSTREAM_ERROR': 3 });
  },
);

it('names a refused value after the input, for each lead, by one request', async () => {
  await using stack = await startStack(empty);
  const input = { leadIds: insertLeads(stack, 3), pipelineStageId: NOBODY };
  const { items } = await runBulk(stack, 'setLeadsPipelineStage', input);
  const fields = { pipelineStageId: ['The selected pipeline stage uuid is invalid.'] };
  expect(items).toMatchObject(Array(3).fill({ outcome: 'FAILED', error: { code: 'BAD_USER_INPUT', fields } }));
  expect(tally(stack)).toEqual({ [MASS]: 1 });
});

it('looks for the effect when the answer is lost, and repeats nothing', async () => {
  await using stack = await startStack({ ...empty, env: { UPSTREAM_TIMEOUT_MS: '500' } });
  const uuids = insertLeads(stack, 10);
  stack.sandbox.faults.add({ kind: 'hang-after-storing', method: 'PUT', times: 1 });
  const { counts } = await runBulk(stack, 'addLeadTags', { leadIds: uuids, names: ['vip'] });
  expect(counts).toEqual({ UPDATED: 10 });
  expect(tally(stack)).toEqual({ [TAGS]: 1, [MASS]: 1, [SEARCH]: 1 });
});

it('says which leads were not reached when the budget is used up', async () => {
  await using stack = await startStack({
    env: { UPSTREAM_REQUESTS_PER_MINUTE: '40', UPSTREAM_MAX_WAIT_MS: '200' },
    sandbox: { size: { leads: 0 }, dialect: { massAction: 'unknown' } },
  });
  const uuids = insertLeads(stack, 100);
  const { counts, errors } = await runBulk(stack, 'setLeadTags', { leadIds: uuids, names: ['vip'] });
  expect(errors).toBeUndefined();
  // Of 40 a quarter is for those who wait; the tags and the mass action come first.
  expect(counts).toEqual({ UPDATED: 28, 'NOT_REACHED RATE_LIMITED': 72 });
  const { data } = await stack.query(`{ lead(id: "${uuids[99]}") { tags { name } } }`);
  expect(data).toEqual({ lead: { tags: [] } });
});

it('says which leads were not reached when the time is over', async () => {
  await using stack = await startStack({
    env: { OPERATION_TIMEOUT_MS: '3500' },
    sandbox: { size: { leads: 0 }, dialect: { massAction: 'unknown' } },
  });
  stack.sandbox.faults.add({ kind: 'delay', ms: 400, method: 'PUT', path: '/leads/api/leads/{uuid}' });
  const { counts } = await runBulk(stack, 'setLeadTags', { leadIds: insertLeads(stack, 100), names: ['vip'] });
  expect(counts['UPDATED']).toBeGreaterThan(0);
  expect(counts['NOT_REACHED UPSTREAM_TIMEOUT']).toBe(100 - (counts['UPDATED'] ?? 0));
});

it('fails as a whole where the key is refused, and before any request for a list of a wrong size', async () => {
  await using stack = await startStack(empty);
  const leadIds = insertLeads(stack, 1);
  const sizes = await runBulk(stack, 'markLeadsRead', { leadIds: [] });
  expect(sizes.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  const many = await runBulk(stack, 'markLeadsRead', { leadIds: Array(1_001).fill(NOBODY) });
  expect(many.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  const tagless = await runBulk(stack, 'addLeadTags', { leadIds, names: [] });
  expect(tagless.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(stack.upstream).toEqual([]);
  stack.sandbox.faults.add({ kind: 'status', status: 403, method: 'PUT' });
  const refused = await runBulk(stack, 'markLeadsRead', { leadIds });
  expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

it('lets whoever waits for an answer go before work on many leads', async () => {
  await using stack = await startStack({
    env: { UPSTREAM_REQUESTS_PER_MINUTE: '40' },
    sandbox: { size: { leads: 0 }, dialect: { massAction: 'unknown' } },
  });
  const uuids = insertLeads(stack, 100);
  stack.sandbox.faults.add({ kind: 'delay', ms: 30, method: 'PUT', path: '/leads/api/leads/{uuid}' });
  const many = runBulk(stack, 'setLeadTags', { leadIds: uuids, names: ['vip'] });
  await expect.poll(() => stack.upstream.length).toBeGreaterThan(10);
  const asking = stack.upstream.length;
  await stack.query(`{ lead(id: "${uuids[0]}") { uuid } }`);
  const place = stack.upstream.findIndex((line) => line.startsWith(`GET /leads/api/leads/${uuids[0]}`));
  // Those under way when it came, and no other.
  expect(place).toBeGreaterThanOrEqual(asking);
  expect(place - asking).toBeLessThanOrEqual(8);
  await many;
});

it('logs how far it has come', async () => {
  await using stack = await startStack(empty);
  await runBulk(stack, 'markLeadsRead', { leadIds: insertLeads(stack, 250) });
  const progress = stack.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'progress');
  expect(progress.length).toBeGreaterThanOrEqual(3);
  expect(progress.at(-1)).toMatchObject({ name: 'markLeadsRead', done: 250, total: 250 });
});
