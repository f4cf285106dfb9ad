import { expect, it } from 'vitest';
import { createSandbox, type World } from '../src/server.ts';

const rowsOf = (world: World) => ({
  leads: world.leads.all(),
  messages: world.messages.all(),
  companies: world.companies.all(),
  senderProfiles: world.senderProfiles.all(),
  others: [world.lists, world.tags, world.flows, world.pipelineStages, world.users].map((rows) => rows.all()),
});

const { world } = createSandbox();
const messages = world.messages.all();

it('is the same world for the same seed, and another for another', () => {
  expect(rowsOf(createSandbox({ seed: 1 }).world)).toEqual(rowsOf(world));
  const other = createSandbox({ seed: 2 }).world;
  expect(other.leads.all().map(({ name }) => name)).not.toEqual(world.leads.all().map(({ name }) => name));
});

it('has the size that is promised, or the one that is asked for', () => {
  expect([world.leads.size, messages.length, world.lists.size, world.senderProfiles.size]).toEqual([300, 3000, 5, 4]);
  expect([world.companies.size, world.tags.size, world.flows.size, world.users.size]).toEqual([60, 12, 6, 1]);
  const { world: big } = createSandbox({ size: { leads: 1_000, messages: 4_321, tags: 20 } });
  expect([big.leads.size, big.messages.size, big.tags.size]).toEqual([1_000, 4_321, 20]);
  const { world: empty } = createSandbox({ size: { leads: 0, companies: 0 } });
  expect([empty.leads.size, empty.messages.size]).toEqual([0, 0]);
});

it('holds together: whatever a row points at is there', () => {
  for (const { list_uuid, pipeline_stage_uuid, company_uuid, tags } of world.leads.all()) {
    expect(world.lists.get(list_uuid)).toBeDefined();
    expect(world.pipelineStages.get(pipeline_stage_uuid ?? '')).toBeDefined();
    if (company_uuid !== null) expect(world.companies.get(company_uuid)).toBeDefined();
    for (const tag of tags ?? []) expect(world.tags.get(tag)).toBeDefined();
  }
  for (const { lead_uuid, sender_profile_uuid } of messages) {
    expect(world.senderProfiles.get(sender_profile_uuid)).toBeDefined();
    if (lead_uuid !== null) expect(world.leads.get(lead_uuid)).toBeDefined();
  }
});

it('gives every row its own UUID, of version 4', () => {
  const uuids = Object.values(rowsOf(world))
    .flat(2)
    .map(({ uuid }) => uuid);
  expect(new Set(uuids).size).toBe(uuids.length);
  for (const uuid of uuids) expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

it('tells stories: a thread begins with us, goes on in time, and is filled in', () => {
  const threads = Map.groupBy(messages, ({ linkedin_conversation_uuid }) => linkedin_conversation_uuid);
  expect(threads.size).toBeGreaterThan(100);
  for (const thread of threads.values()) {
    const sent = thread.flatMap(({ sent_at, type }) => (sent_at === null ? [] : [{ sent_at, type }]));
    const inOrder = sent.toSorted((a, b) => a.sent_at.localeCompare(b.sent_at));
    expect(inOrder[0]?.type ?? 'outbox').toBe('outbox');
  }
  for (const { text } of messages) expect(text ?? '').not.toMatch(/[{}]|undefined|null/);
  expect(messages.filter(({ type }) => type === 'inbox').length).toBeGreaterThan(1_000);
});

it('stores live messages seconds after LinkedIn carried them, and imported history far later, in one second', () => {
  const lags = messages.flatMap(({ sent_at, created_at }) =>
    sent_at === null ? [] : [Date.parse(created_at ?? '') - Date.parse(sent_at)],
  );
  expect(Math.min(...lags)).toBeGreaterThan(0);
  expect(lags.filter((lag) => lag < 60_000).length).toBeGreaterThan(1_500);
  expect(lags.filter((lag) => lag > 24 * 3_600_000).length).toBeGreaterThan(100);
  expect(new Set(messages.map(({ created_at }) => created_at)).size).toBeLessThan(messages.length - 100);
});

it('has leads that tie, and rows with nothing where the upstream has nothing', () => {
  const arrivals = Map.groupBy(world.leads.all(), ({ created_at }) => created_at);
  expect(Math.max(...[...arrivals.values()].map((leads) => leads.length))).toBeGreaterThan(10);
  const queued = messages.filter(({ sent_at, status }) => sent_at === null && status === 'new');
  const failed = messages.filter(({ sent_at, fail_reason }) => sent_at === null && fail_reason !== null);
  const textless = messages.filter(({ text, attachments }) => text === null && attachments?.length === 1);
  const strangers = messages.filter(({ lead_uuid }) => lead_uuid === null);
  for (const rare of [queued, failed, textless, strangers]) expect(rare.length).toBeGreaterThan(0);
});

it('writes every time as the upstream does, none after the end of its history', () => {
  for (const { created_at, updated_at, sent_at, read_at } of messages) {
    for (const time of [created_at, updated_at, sent_at, read_at]) {
      if (time === null) continue;
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(time <= '2026-11-23T09:00:00.000999Z').toBe(true);
    }
  }
});
