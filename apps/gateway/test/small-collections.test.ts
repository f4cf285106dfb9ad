import type { FaultInput } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const TAGS = '{ leadTags { name } }';
const WRITE = `mutation { deleteLead(input: { leadId: "${NOBODY}" }) { deletedLeadId } }`;
const EMPTY = { sandbox: { size: { leads: 0 } } };
const KEPT = { env: { SMALL_COLLECTION_TTL_MS: '60000' }, ...EMPTY };
/** Old at once, so that each query asks. */
const OLD = { env: { SMALL_COLLECTION_TTL_MS: '1' }, ...EMPTY };

it('keeps tags, stages, lists and senders for the next query', async () => {
  await using stack = await startStack(KEPT);
  const query = `{ leadTags { name } pipelineStages { name } leadLists { nodes { name } } senderProfiles { nodes { firstName } } }`;
  const first = await stack.query(query);
  expect(first.errors).toBeUndefined();
  expect(stack.upstream).toHaveLength(4);
  expect(await stack.query(query)).toEqual(first);
  expect(stack.upstream).toHaveLength(4);
});

it('does not keep what a search or a filter finds', async () => {
  await using stack = await startStack(KEPT);
  const query = `{
    leadLists(search: "a") { nodes { name } }
    senderProfiles(filter: { status: "enabled" }) { nodes { firstName } }
  }`;
  await stack.query(query);
  await stack.query(query);
  expect(stack.upstream).toHaveLength(4);
});

it.each([401, 403])('serves nothing that was kept to a key that was refused with %i for any team', async (status) => {
  const keys = { key: { teamId: 1, otherTeamIds: [2] }, another: { teamId: 1 } };
  await using stack = await startStack({ ...KEPT, sandbox: { ...EMPTY.sandbox, keys } });
  const ask = (authorization: string, teamId: string) =>
    stack.query(TAGS, {}, { authorization, 'team-id': teamId }).then(({ data }) => data);
  for (const team of ['1', '2']) await ask('Bearer key', team);
  await ask('Bearer another', '1');
  stack.sandbox.faults.add({ kind: 'status', status, times: 1 });
  await stack.query('{ viewer { uuid } }', {}, { authorization: 'Bearer key', 'team-id': '1' });
  stack.sandbox.faults.add({ kind: 'reset' });
  for (const team of ['1', '2']) expect(await ask('Bearer key', team)).toEqual({ leadTags: null });
  expect(await ask('Bearer another', '1')).not.toEqual({ leadTags: null });
});

it('asks again when the time to live is over', async () => {
  await using stack = await startStack(OLD);
  await stack.query(TAGS);
  await expect
    .poll(async () => {
      await stack.query(TAGS);
      return stack.upstream.length;
    })
    .toBeGreaterThan(1);
});

it("asks again after the caller's own write, were it refused", async () => {
  await using stack = await startStack(KEPT);
  const [tag] = stack.sandbox.world.tags.all();
  await stack.query(TAGS);
  await stack.query(WRITE);
  stack.sandbox.world.tags.update(tag?.uuid ?? '', { name: 'Renamed' });
  expect(JSON.stringify(await stack.query(TAGS))).toContain('Renamed');
});

it.each<FaultInput>([
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429 },
  { kind: 'reset' },
])('serves stale answers when the upstream is down, and marks them: %j', async (fault) => {
  await using stack = await startStack(OLD);
  const before = await stack.query(TAGS);
  stack.sandbox.faults.add(fault);
  const { extensions, ...answer } = await stack.query(TAGS);
  expect(answer).toEqual(before);
  expect(extensions).toEqual({ upstream: [expect.objectContaining({ path: '/leads/api/tags', source: 'stale' })] });
});

it('says in a header that an answer is stale, and only then', async () => {
  await using stack = await startStack(OLD);
  const ask = async (query: string) => (await stack.post({ query })).headers.get('x-upstream-stale');
  expect(await ask(TAGS)).toBeNull();
  stack.sandbox.faults.add({ kind: 'status', status: 503, path: '/leads/api/tags' });
  expect(await ask(TAGS)).toBe('1');
  expect(await ask(`{ viewer { uuid } leadTags { name } }`)).toBe('1');
  expect(await ask('{ viewer { uuid } }')).toBeNull();
  stack.sandbox.faults.clear();
  expect(await ask(TAGS)).toBeNull();
});

it('does not serve leads and messages from before when the upstream is down', async () => {
  await using stack = await startStack({ env: OLD.env });
  const query = '{ leads(first: 1) { nodes { name } } messages(first: 1) { nodes { text } } }';
  await stack.query(query);
  stack.sandbox.faults.add({ kind: 'reset' });
  expect((await stack.query(query)).data).toEqual({ leads: null, messages: null });
});

it.each([
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
  [402, 'PAYMENT_REQUIRED'],
])('serves nothing that was kept to a key that is refused with %i, then or later', async (status, code) => {
  await using stack = await startStack(OLD);
  await stack.query(TAGS);
  stack.sandbox.faults.add({ kind: 'status', status, times: 1 });
  expect(await stack.query(TAGS)).toMatchObject({ data: { leadTags: null }, errors: [{ extensions: { code } }] });
  stack.sandbox.faults.add({ kind: 'reset' });
  expect((await stack.query(TAGS)).data).toEqual({ leadTags: null });
});

it('serves nothing that was kept to a key that was refused anywhere since', async () => {
  await using stack = await startStack(KEPT);
  await stack.query(TAGS);
  stack.sandbox.faults.add({ kind: 'status', status: 401 });
  await stack.query('{ viewer { uuid } }');
  expect((await stack.query(TAGS)).data).toEqual({ leadTags: null });
});

it('reads the pages of tags at once for a tag that is gone, and only once in a minute', async () => {
  const sandbox = { size: { leads: 3, messages: 0 } };
  await using stack = await startStack({ sandbox });
  const { world } = stack.sandbox;
  while (world.tags.all().length < 250) world.tags.insert();
  const [lead, other] = world.leads.all();
  for (const { uuid } of [lead, other].filter((each) => each !== undefined)) {
    world.leads.update(uuid, { tags: [NOBODY, world.tags.all()[0]?.uuid ?? ''] });
  }
  const query = '{ leads(first: 3) { nodes { tags { name } } } }';
  const first = await stack.query(query);
  expect(first.errors).toBeUndefined();
  expect(stack.upstream.filter((line) => line.includes('/tags'))).toHaveLength(3);
  stack.forget();
  expect(await stack.query(query)).toEqual(first);
  expect(stack.upstream.filter((line) => line.includes('/tags'))).toHaveLength(1);
});

it('leaves out a list without an id and one that is null, and gives every other lead its list', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 20, messages: 0 } } });
  const { world, faults } = stack.sandbox;
  const [good, bad] = world.lists.all();
  const { uuid: _, ...nameless } = { ...bad };
  faults.add({ kind: 'foreign-body', path: '/leads/api/lists', body: { data: [null, nameless, good], total: 3 } });
  const { data, errors } = await stack.query<{ leads: { nodes: { uuid: string; list: object | null }[] } }>(
    '{ leads(first: 20) { nodes { uuid list { name } } } }',
  );
  const listOf = new Map(world.leads.all().map(({ uuid, list_uuid }) => [uuid, list_uuid]));
  const lists = data?.leads.nodes.filter(({ uuid }) => listOf.get(uuid) === good?.uuid).map(({ list }) => list) ?? [];
  expect(lists.length).toBeGreaterThan(0);
  expect(new Set(lists.map((list) => JSON.stringify(list)))).toEqual(new Set([JSON.stringify({ name: good?.name })]));
  expect(errors?.map(({ path }) => path?.at(-1)) ?? []).not.toContain('leads');
});
