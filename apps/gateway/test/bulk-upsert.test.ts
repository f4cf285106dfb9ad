import { expect, it } from 'vitest';
import { sent, tally } from './asked.ts';
import { runBulk } from './bulk.ts';
import { type Stack, startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };
const CREATE = 'POST /leads/api/leads';
const UPSERT = 'POST /leads/api/leads/upsert';

const newLeads = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ linkedinId: `lead-${i}`, firstName: 'Anna', position: 'CEO' }));
const listOf = ({ sandbox }: Stack, index = 0) => sandbox.world.lists.all()[index]?.uuid ?? '';

it('creates 1,000 leads by 20 requests, and touches nothing when asked again', { timeout: 30_000 }, async () => {
  await using stack = await startStack(empty);
  const input = { listId: listOf(stack), leads: newLeads(1_000) };
  const first = await runBulk(stack, 'upsertLeads', input);
  expect(first.counts).toEqual({ CREATED: 1_000 });
  expect(first.items.map(({ lead }) => lead?.uuid)).toEqual(stack.sandbox.world.leads.all().map(({ uuid }) => uuid));
  expect(tally(stack)).toEqual({ [CREATE]: 20 });
  stack.sandbox.clock.advance(60_000);
  expect((await runBulk(stack, 'upsertLeads', input)).counts).toEqual({ SKIPPED: 1_000 });
  expect(tally(stack)).toEqual({ [CREATE]: 40 });
});

it('updates, one by one, only the leads that exist and differ', async () => {
  await using stack = await startStack(empty);
  const { world, clock } = stack.sandbox;
  const differs = world.leads.insert({
    linkedin: 'lead-1',
    first_name: 'Old',
    position: 'CEO',
    list_uuid: listOf(stack, 1),
  });
  world.leads.insert({ linkedin: 'lead-2', first_name: 'Anna', position: 'CEO' });
  clock.advance(60_000);
  const { items } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads: newLeads(4) });
  expect(items.map(({ outcome }) => outcome)).toEqual(['CREATED', 'UPDATED', 'SKIPPED', 'CREATED']);
  expect(world.leads.get(differs.uuid)).toMatchObject({ first_name: 'Anna', list_uuid: listOf(stack, 1) });
  expect(tally(stack)).toEqual({ [CREATE]: 1, [UPSERT]: 1 });
  expect(sent(stack)[1]).toMatchObject({
    lead: { linkedin_id: 'lead-1' },
    update_if_exists: true,
    move_to_list: false,
  });
});

it('leaves leads that exist as they are, or moves them, as it is asked', async () => {
  await using stack = await startStack(empty);
  const { world, clock } = stack.sandbox;
  world.leads.insert({ linkedin: 'lead-0', first_name: 'Old', list_uuid: listOf(stack, 1) });
  clock.advance(60_000);
  const input = { listId: listOf(stack), leads: newLeads(1), updateIfExists: false };
  expect((await runBulk(stack, 'upsertLeads', input)).counts).toEqual({ SKIPPED: 1 });
  expect((await runBulk(stack, 'upsertLeads', { ...input, moveToList: true, updateIfExists: true })).counts).toEqual({
    UPDATED: 1,
  });
  expect(world.leads.all()).toMatchObject([{ first_name: 'Anna', list_uuid: listOf(stack) }]);
});

it('updates a lead that the same call has created when it is named again', async () => {
  await using stack = await startStack(empty);
  const leads = [
    { linkedinId: 'twin', firstName: 'First' },
    { linkedinId: 'https://www.linkedin.com/in/twin', firstName: 'Second' },
  ];
  const { items } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads });
  expect(items.map(({ outcome }) => outcome)).toEqual(['CREATED', 'UPDATED']);
  expect(stack.sandbox.world.leads.all()).toMatchObject([{ first_name: 'Second' }]);
});

it('applies items that name the same lead in their order, the later ones alone', async () => {
  await using stack = await startStack(empty);
  const { world, clock } = stack.sandbox;
  world.leads.insert({ linkedin: 'old', work_email: 'old@example.com', position: 'CEO' });
  clock.advance(60_000);
  const leads = [
    { linkedinId: 'old', position: 'CTO' },
    { linkedinId: 'twin', workEmail: 'Twin@example.com', position: 'CFO' },
    { linkedinId: 'https://www.linkedin.com/in/old/', position: 'CEO' },
    { workEmail: 'twin@example.com', position: 'COO' },
    { linkedinId: 'TWIN', position: 'CFO' },
    { workEmail: 'old@example.com', position: 'CEO' },
  ];
  const { items } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads });
  expect(items.map(({ outcome }) => outcome)).toEqual([
    'UPDATED',
    'CREATED',
    'UPDATED',
    'UPDATED',
    'UPDATED',
    'SKIPPED',
  ]);
  expect(world.leads.all()).toMatchObject([{ position: 'CEO' }, { position: 'CFO' }]);
  expect(tally(stack)).toEqual({ [CREATE]: 1, [UPSERT]: 4 });
  const alone = sent(stack)
    .slice(1)
    .map((body) => JSON.stringify(body));
  const placeOf = (linkedin: string, position: string) =>
    alone.findIndex((body) => body.includes(linkedin) && body.includes(position));
  expect(placeOf('/in/old/', 'CEO')).toBeGreaterThan(placeOf('old', 'CTO'));
  expect(placeOf('TWIN', 'CFO')).toBeGreaterThan(placeOf('twin@', 'COO'));
});

it('asks nothing for a later item that is to change nothing', async () => {
  await using stack = await startStack(empty);
  const leads = [
    { linkedinId: 'twin', position: 'CEO' },
    { linkedinId: 'twin', position: 'CTO' },
  ];
  const input = { listId: listOf(stack), leads, updateIfExists: false };
  const { items } = await runBulk(stack, 'upsertLeads', input);
  expect(items.map(({ outcome }) => outcome)).toEqual(['CREATED', 'SKIPPED']);
  expect(stack.sandbox.world.leads.all()).toMatchObject([{ position: 'CEO' }]);
  expect(tally(stack)).toEqual({ [CREATE]: 1 });
});

it('updates a lead that another call created a moment ago', async () => {
  await using stack = await startStack(empty);
  const upsert = (position: string, tags: string[], more: object = {}) =>
    runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads: [{ linkedinId: 'new', position, tags }], ...more });
  expect((await upsert('CEO', ['a'])).counts).toEqual({ CREATED: 1 });
  expect((await upsert('CTO', ['a'])).counts).toEqual({ UPDATED: 1 });
  expect((await upsert('CTO', ['a', 'b'])).counts).toEqual({ UPDATED: 1 });
  const move = { listId: listOf(stack, 1), moveToList: true };
  expect((await upsert('CTO', ['a', 'b'], move)).counts).toEqual({ UPDATED: 1 });
  expect(stack.sandbox.world.leads.all()).toMatchObject([
    { position: 'CTO', list_uuid: listOf(stack, 1), tags: [expect.any(String), expect.any(String)] },
  ]);
  expect(tally(stack)).toEqual({ [CREATE]: 4, [UPSERT]: 3 });
});

it('does not try a later item of a lead whose change is in doubt', async () => {
  await using stack = await startStack(empty);
  const { world, clock, faults } = stack.sandbox;
  world.leads.insert({ linkedin: 'old', position: 'CEO' });
  clock.advance(60_000);
  faults.add({ kind: 'html', method: 'POST', path: '/leads/api/leads/upsert' });
  const leads = ['CTO', 'CFO'].map((position) => ({ linkedinId: 'old', position }));
  const { items } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads });
  expect(items.map(({ outcome }) => outcome)).toEqual(['UNCONFIRMED', 'NOT_REACHED']);
  expect(world.leads.all()).toMatchObject([{ position: 'CEO' }]);
  expect(
    new Set(
      sent(stack)
        .slice(1)
        .map((body) => JSON.stringify(body).includes('CFO')),
    ),
  ).toEqual(new Set([false]));
});

it('reaches no later item of a lead whose first one was not reached', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.faults.add({ kind: 'status', status: 402, method: 'POST', path: '/leads/api/leads' });
  const leads = ['CTO', 'CFO'].map((position) => ({ linkedinId: 'twin', position }));
  const { errors } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads });
  expect(errors).toMatchObject([{ extensions: { code: 'PAYMENT_REQUIRED' } }]);
  expect(tally(stack)).toEqual({ [CREATE]: 1 });
});

it('says of each lead what was refused, and creates the others', async () => {
  await using stack = await startStack(empty);
  const leads = newLeads(60).map((lead, index) => (index % 20 === 7 ? { ...lead, workEmail: 'none' } : lead));
  const { items, counts } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads });
  expect(counts).toEqual({ CREATED: 57, 'FAILED BAD_USER_INPUT': 3 });
  expect(
    items.filter(({ error }) => error).map(({ index, error }) => [index, Object.keys(error?.fields ?? {})]),
  ).toEqual([
    [7, ['leads.7.workEmail']],
    [27, ['leads.27.workEmail']],
    [47, ['leads.47.workEmail']],
  ]);
  expect(tally(stack)).toEqual({ [CREATE]: 3 });
});

it('refuses all of them by one request where the list is refused', async () => {
  await using stack = await startStack(empty);
  const listId = '00000000-0000-4000-8000-000000000000';
  const { counts, items } = await runBulk(stack, 'upsertLeads', { listId, leads: newLeads(120) });
  expect(counts).toEqual({ 'FAILED BAD_USER_INPUT': 120 });
  expect(items[119]?.error?.fields).toEqual({ listId: ['The selected list uuid is invalid.'] });
  expect(stack.upstream).toHaveLength(1);
});

it('looks for the leads whose answer was lost, and creates none twice', async () => {
  await using stack = await startStack({ ...empty, env: { UPSTREAM_TIMEOUT_MS: '500' } });
  stack.sandbox.faults.add({ kind: 'hang-after-storing', method: 'POST', path: '/leads/api/leads', times: 1 });
  const { counts } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads: newLeads(80) });
  expect(counts).toEqual({ CREATED: 80 });
  expect(stack.sandbox.world.leads.size).toBe(80);
  expect(tally(stack)).toEqual({ [CREATE]: 2, 'POST /leads/api/leads/search': 1 });
});

it('leaves in doubt what is not found after a lost answer', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.faults.add({ kind: 'html', method: 'POST', path: '/leads/api/leads', times: 1 });
  const { counts } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads: newLeads(55) });
  expect(counts).toEqual({ 'UNCONFIRMED UPSTREAM_UNAVAILABLE': 50, CREATED: 5 });
  expect(stack.sandbox.world.leads.size).toBe(5);
});

it('refuses an empty list and an unreadable id before any request', async () => {
  await using stack = await startStack(empty);
  const { errors } = await runBulk(stack, 'upsertLeads', { listId: listOf(stack), leads: [] });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  const wrong = await runBulk(stack, 'upsertLeads', { listId: 'nothing', leads: newLeads(1) });
  expect(wrong.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(stack.upstream).toEqual([]);
});
