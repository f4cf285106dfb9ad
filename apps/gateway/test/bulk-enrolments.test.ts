import { expect, it } from 'vitest';
import { sent, tally } from './asked.ts';
import { insertLeads, runBulk } from './bulk.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

const MASS = 'PUT /leads/api/leads/mass-action';
const SEARCH = 'POST /leads/api/leads/search';
const ENROLMENTS = 'POST /flows/api/flows-leads/list';
const FLOW = 'GET /flows/api/flows/{flowUuid}';
const ENROL = 'POST /flows/api/flows/{flowUuid}/leads/{leadUuid}';
const VALUES = 'POST /leads/api/custom-field-values';
const NOBODY = '00000000-0000-4000-8000-000000000000';

const before = (dialect: NonNullable<StackOptions['sandbox']>['dialect'] = {}, env: Record<string, string> = {}) =>
  startStack({ env, sandbox: { size: { leads: 0 }, dialect } });

function runningFlow({ sandbox: { world } }: Stack): string {
  return world.flows.insert({ name: 'Enrols many', status: 'on' }).uuid;
}

function statusesOf({ sandbox: { world } }: Stack): Record<string, number> {
  const byStatus = Map.groupBy(world.enrolments.all(), ({ status }) => status);
  return Object.fromEntries([...byStatus].map(([status, rows]) => [status, rows.length]));
}

it('enrols 1,000 leads by mass action, and believes the count of enrolments', { timeout: 30_000 }, async () => {
  await using stack = await before();
  const flowId = runningFlow(stack);
  const leadIds = insertLeads(stack, 1_000);
  const { counts, errors } = await runBulk(stack, 'addLeadsToFlow', { leadIds, flowId });
  expect(errors).toBeUndefined();
  expect(counts).toEqual({ UPDATED: 1_000 });
  expect(tally(stack)).toEqual({ [FLOW]: 1, [MASS]: 10, [SEARCH]: 1, [ENROLMENTS]: 2 });
  expect(statusesOf(stack)).toEqual({ in_progress: 1_000 });
  stack.forget();
  expect((await runBulk(stack, 'addLeadsToFlow', { leadIds: leadIds.slice(0, 40), flowId })).counts).toEqual({
    SKIPPED: 40,
  });
  expect(tally(stack)).not.toHaveProperty(MASS);
  stack.forget();
  const cancelled = await runBulk(stack, 'cancelLeadsFlows', { leadIds, flowIds: [flowId] });
  expect(cancelled.counts).toEqual({ UPDATED: 1_000 });
  expect(tally(stack)).toEqual({ [MASS]: 10, [ENROLMENTS]: 11 });
  expect(statusesOf(stack)).toEqual({ canceled: 1_000 });
});

it('says which leads there are not, are in the automation already, and are enrolled again', async () => {
  await using stack = await before();
  const flowId = runningFlow(stack);
  const [one = '', two = '', three = ''] = insertLeads(stack, 3);
  stack.sandbox.world.enrolments.insert({ flow_uuid: flowId, lead_uuid: one });
  stack.sandbox.world.enrolments.insert({ flow_uuid: flowId, lead_uuid: two, status: 'finished' });
  const { items } = await runBulk(stack, 'addLeadsToFlow', { leadIds: [one, two, NOBODY, three, three], flowId });
  expect(items.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
    'SKIPPED',
    'UPDATED',
    'NOT_FOUND',
    'UPDATED',
    'UPDATED',
  ]);
  const cancelled = await runBulk(stack, 'cancelLeadsFlows', { leadIds: [one, NOBODY] });
  expect(cancelled.counts).toEqual({ UPDATED: 1, 'FAILED NOT_FOUND': 1 });
  expect((await runBulk(stack, 'cancelLeadsFlows', { leadIds: [one] })).counts).toEqual({ SKIPPED: 1 });
  const unknown = await runBulk(stack, 'addLeadsToFlow', { leadIds: [one], flowId: NOBODY });
  expect(unknown.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

it.each(['unknown', 'without-effect', 'partial'] as const)(
  'enrols and cancels one by one what a mass action leaves: %s',
  async (massAction) => {
    await using stack = await before({ massAction });
    const flowId = runningFlow(stack);
    const leadIds = insertLeads(stack, 12);
    expect((await runBulk(stack, 'addLeadsToFlow', { leadIds, flowId })).counts).toEqual({ UPDATED: 12 });
    expect(tally(stack)).toMatchObject({ [MASS]: 1, [ENROL]: massAction === 'partial' ? 6 : 12 });
    expect(statusesOf(stack)).toEqual({ in_progress: 12 });
    expect((await runBulk(stack, 'cancelLeadsFlows', { leadIds })).counts).toEqual({ UPDATED: 12 });
    expect(statusesOf(stack)).toEqual({ canceled: 12 });
  },
);

it('enrols by single requests where the contact source is chosen, which no bulk form takes', async () => {
  await using stack = await before();
  const flowId = runningFlow(stack);
  const leadIds = insertLeads(stack, 3);
  const { counts } = await runBulk(stack, 'addLeadsToFlow', { leadIds, flowId, contactSourceId: '2' });
  expect(counts).toEqual({ UPDATED: 3 });
  expect(tally(stack)).toEqual({ [FLOW]: 1, [SEARCH]: 1, [ENROLMENTS]: 2, [ENROL]: 3 });
  expect(stack.sandbox.world.enrolments.all().map((row) => row.contact_source_id)).toEqual([2, 2, 2]);
});

it('looks for enrolments when the answer is lost, and enrols nobody twice', async () => {
  await using stack = await before({}, { UPSTREAM_TIMEOUT_MS: '500' });
  const flowId = runningFlow(stack);
  const [one = '', ...others] = insertLeads(stack, 5);
  stack.sandbox.faults.add({ kind: 'hang-after-storing', method: 'PUT', times: 1 });
  expect((await runBulk(stack, 'addLeadsToFlow', { leadIds: others, flowId })).counts).toEqual({ UPDATED: 4 });
  expect(tally(stack)).toEqual({ [FLOW]: 1, [SEARCH]: 1, [ENROLMENTS]: 2, [MASS]: 1 });
  stack.forget();
  stack.sandbox.faults.add({ kind: 'hang', method: 'PUT', times: 1 });
  const lost = await runBulk(stack, 'addLeadsToFlow', { leadIds: [one], flowId });
  expect(lost.counts).toEqual({ 'UNCONFIRMED UPSTREAM_TIMEOUT': 1 });
  expect(tally(stack)).toMatchObject({ [MASS]: 1 });
  expect(tally(stack)).not.toHaveProperty(ENROL);
});

it('is in doubt where the enrolments cannot be read, rather than believe what was accepted', async () => {
  await using stack = await before();
  const flowId = runningFlow(stack);
  stack.sandbox.faults.add({ kind: 'status', status: 500, path: '/flows/api/flows-leads/list' });
  const { counts } = await runBulk(stack, 'addLeadsToFlow', { leadIds: insertLeads(stack, 2), flowId });
  expect(counts).toEqual({ 'UNCONFIRMED UPSTREAM_ERROR': 2 });
});

it('asks no further once the automation is refused', async () => {
  await using stack = await before();
  const flowId = stack.sandbox.world.flows.insert({ name: 'Stopped', status: 'off' }).uuid;
  const { items, counts } = await runBulk(stack, 'addLeadsToFlow', { leadIds: insertLeads(stack, 50), flowId });
  expect(counts).toEqual({ 'FAILED BAD_USER_INPUT': 50 });
  expect(items[49]?.error?.fields).toEqual({ flowId: ['The flow must be on.'] });
  expect(tally(stack)[ENROL]).toBeLessThanOrEqual(4);
});

it('sets a custom field of many leads, and clears it', async () => {
  await using stack = await before();
  const { world } = stack.sandbox;
  const customFieldId = world.customFields.insert({ name: 'Source' }).uuid;
  const leadIds = insertLeads(stack, 150, { custom_fields: { Seats: '12' } });
  const set = (value: string | null) => runBulk(stack, 'setLeadsCustomField', { leadIds, customFieldId, value });
  expect((await set('Fair')).counts).toEqual({ UPDATED: 150 });
  expect(tally(stack)).toEqual({ 'GET /leads/api/custom-fields': 1, [MASS]: 2, [SEARCH]: 2 });
  expect(sent(stack)[0]).toMatchObject({
    type: 'contact_change_custom_field',
    payload: { custom_field_uuid: customFieldId, value: 'Fair' },
  });
  expect(world.leads.get(leadIds[149] ?? '')?.custom_fields).toEqual({ Source: 'Fair', Seats: '12' });
  expect((await set(null)).counts).toEqual({ UPDATED: 150 });
  expect(world.leads.get(leadIds[149] ?? '')?.custom_fields).toEqual({ Seats: '12' });
});

it.each(['unknown', 'without-effect'] as const)('sets custom fields one by one: %s', async (massAction) => {
  await using stack = await before({ massAction });
  const customFieldId = stack.sandbox.world.customFields.insert({ name: 'Source' }).uuid;
  const leadIds = [...insertLeads(stack, 5), NOBODY];
  const input = { leadIds, customFieldId, value: 'Fair' };
  const { items, counts } = await runBulk(stack, 'setLeadsCustomField', input);
  expect(counts).toEqual(
    massAction === 'unknown' ? { UPDATED: 5, 'FAILED BAD_USER_INPUT': 1 } : { UPDATED: 5, 'FAILED NOT_FOUND': 1 },
  );
  expect(items[5]?.outcome).toBe('FAILED');
  expect(tally(stack)).toMatchObject({ [MASS]: 1, [VALUES]: massAction === 'unknown' ? 6 : 5 });
});

it('names a custom field that there is not, and asks no further', async () => {
  await using stack = await before();
  const input = { leadIds: insertLeads(stack, 30), customFieldId: NOBODY, value: 'x' };
  const { counts, items } = await runBulk(stack, 'setLeadsCustomField', input);
  expect(counts).toEqual({ 'FAILED BAD_USER_INPUT': 30 });
  expect(items[29]?.error?.fields).toEqual({ customFieldId: ['The selected custom field uuid is invalid.'] });
  expect(tally(stack)[VALUES]).toBeLessThanOrEqual(4);
});

it('gives up on a path that the upstream does not know, and enrols by those that it does', async () => {
  await using stack = await before({ undocumentedPaths: 'unknown' });
  const { world } = stack.sandbox;
  const leadIds = insertLeads(stack, 30);
  const customFieldId = world.customFields.insert().uuid;
  const { counts } = await runBulk(stack, 'setLeadsCustomField', { leadIds, customFieldId, value: 'x' });
  expect(counts).toEqual({ 'FAILED UPSTREAM_ERROR': 30 });
  expect(stack.upstream.filter((line) => line === VALUES).length).toBeLessThanOrEqual(4);
  const enrolled = await runBulk(stack, 'addLeadsToFlow', { leadIds, flowId: runningFlow(stack) });
  expect(enrolled.counts).toEqual({ UPDATED: 30 });
  expect(statusesOf(stack)).toEqual({ in_progress: 30 });
});
