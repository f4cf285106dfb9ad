import { expect, it } from 'vitest';
import { sent, tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const FLOW = '/flows/api/flows/{flowUuid}';
const LOOKUP = 'POST /leads/api/leads/lookup-one';
const ENROLMENTS = 'POST /flows/api/flows-leads/list';
const NEW_LEAD = `POST ${FLOW}/add-new-lead`;

const start = () => startStack({ sandbox: { size: { leads: 2, messages: 0 } } });
const flowOn = ({ sandbox: { world } }: Stack) => world.flows.insert({ name: 'Outreach', status: 'on' }).uuid;

interface Written {
  outcome: string | null;
  flow?: { uuid: string; name: string; status: string };
  lead?: { uuid: string; firstName: string } | null;
}

async function write(stack: Stack, mutation: string, input: object, selection: string) {
  const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${name}!) { ${mutation}(input: $input) { ${selection} } }`;
  const { data, errors } = await stack.query<Record<string, Written | null>>(document, { input });
  return { payload: data?.[mutation], errors };
}

it('archives an automation and takes it out again', async () => {
  await using stack = await start();
  const flowId = flowOn(stack);
  const archived = await write(stack, 'archiveFlow', { flowId }, 'outcome flow { status }');
  expect(archived).toMatchObject({ payload: { outcome: 'UPDATED', flow: { status: 'ARCHIVED' } } });
  const back = await write(stack, 'unarchiveFlow', { flowId }, 'outcome flow { status }');
  expect(back).toMatchObject({ payload: { outcome: 'UPDATED', flow: { status: 'OFF' } } });
  const again = await write(stack, 'unarchiveFlow', { flowId }, 'outcome flow { uuid }');
  expect(again).toEqual({ payload: { outcome: 'SKIPPED', flow: { uuid: flowId } } });
  expect(tally(stack)).toEqual({ [`GET ${FLOW}`]: 5, [`PUT ${FLOW}/archive`]: 1, [`PUT ${FLOW}/unarchive`]: 1 });
});

it('reads an automation whose archiving was lost, and archives it no second time', async () => {
  await using stack = await start();
  const flowId = flowOn(stack);
  stack.sandbox.faults.add({ kind: 'reset-after-storing', method: 'PUT', times: 1 });
  const { payload, errors } = await write(stack, 'archiveFlow', { flowId }, 'outcome');
  expect(errors).toBeUndefined();
  expect(payload?.outcome).toBe('UPDATED');
  expect(tally(stack)).toEqual({ [`PUT ${FLOW}/archive`]: 1, [`GET ${FLOW}`]: 2 });
});

it('reads an automation whose start or stop was lost', async () => {
  await using stack = await start();
  const flowId = flowOn(stack);
  for (const [verb, status] of [
    ['stop', 'OFF'],
    ['start', 'ON'],
  ]) {
    stack.forget();
    stack.sandbox.faults.add({ kind: 'reset-after-storing', method: 'PUT', times: 1 });
    expect(await write(stack, `${verb}Flow`, { flowId }, 'flow { status }')).toEqual({ payload: { flow: { status } } });
    expect(tally(stack)).toEqual({ [`PUT ${FLOW}/${verb}`]: 1, [`GET ${FLOW}`]: 1 });
  }
});

it('copies an automation once, also when the answer is lost', async () => {
  await using stack = await start();
  const flowId = flowOn(stack);
  const before = stack.sandbox.world.flows.size;
  const clone = (name: string) => write(stack, 'cloneFlow', { flowId, name }, 'outcome flow { uuid name status }');
  const { payload } = await clone('First copy');
  expect(payload).toMatchObject({ outcome: 'CREATED', flow: { name: 'First copy', status: 'DRAFT' } });
  expect(sent(stack)).toEqual([{ flow_uuid: flowId, name: 'First copy' }]);
  stack.forget();
  stack.sandbox.faults.add({ kind: 'reset-after-storing', method: 'POST', times: 1 });
  expect(await clone('Second copy')).toMatchObject({ payload: { outcome: 'CREATED', flow: { name: 'Second copy' } } });
  expect(tally(stack)).toEqual({ 'POST /flows/api/flows/clone': 1, 'GET /flows/api/flows': 1 });
  expect(stack.sandbox.world.flows.size).toBe(before + 2);
});

function newLead({ sandbox: { world } }: Stack, lead: object, more: object = {}) {
  return { listId: world.lists.all()[0]?.uuid, lead, ...more };
}

it('creates a lead in an automation by one request, and finds it by another where it is selected', async () => {
  await using stack = await start();
  const flowId = flowOn(stack);
  const { world } = stack.sandbox;
  const lead = { linkedinId: 'robin-sample', firstName: 'Robin', customFields: { Region: 'EU' } };
  const input = { flowId, ...newLead(stack, lead, { flowSegmentId: 2, customFields: { Source: 'Fair' } }) };
  const { payload, errors } = await write(stack, 'addNewLeadToFlow', input, 'outcome lead { uuid firstName }');
  expect(errors).toBeUndefined();
  expect(payload).toMatchObject({ outcome: 'CREATED', lead: { firstName: 'Robin' } });
  expect(tally(stack)).toEqual({ [NEW_LEAD]: 1, [LOOKUP]: 1 });
  expect(sent(stack)[0]).toEqual({
    lead: { linkedin_id: 'robin-sample', first_name: 'Robin' },
    list_uuid: world.lists.all()[0]?.uuid,
    custom_fields: { Region: 'EU', Source: 'Fair' },
    update_lead_if_exists: true,
    move_to_list: false,
    skip_if_lead_exists: false,
    flow_segment_id: 2,
  });
  expect(world.enrolments.all()).toMatchObject([
    { flow_uuid: flowId, lead_uuid: payload?.lead?.uuid, contact_source_id: 2 },
  ]);
  stack.forget();
  await write(stack, 'addNewLeadToFlow', input, 'flow { uuid }');
  expect(tally(stack)).toEqual({ [NEW_LEAD]: 1 });
});

it('says whether it updated or skipped a lead that existed', async () => {
  await using stack = await start();
  const flowId = flowOn(stack);
  const { uuid } = stack.sandbox.world.leads.insert({
    linkedin: 'robin-sample',
    created_at: '2020-01-01T00:00:00.000000Z',
  });
  const lead = { linkedinId: 'robin-sample', firstName: 'Robin' };
  const add = (more: object) =>
    write(stack, 'addNewLeadToFlow', { flowId, ...newLead(stack, lead, more) }, 'outcome lead { uuid firstName }');
  expect((await add({ skipIfLeadExists: true })).payload).toMatchObject({ outcome: 'SKIPPED', lead: { uuid } });
  expect(stack.sandbox.world.enrolments.size).toBe(0);
  expect((await add({})).payload).toEqual({ outcome: 'UPDATED', lead: { uuid, firstName: 'Robin' } });
  expect(stack.sandbox.world.enrolments.size).toBe(1);
});

it('finds the enrolment of a new lead when the answer is lost, and repeats nothing', async () => {
  await using stack = await start();
  const flowId = flowOn(stack);
  const { world, faults } = stack.sandbox;
  faults.add({ kind: 'reset-after-storing', method: 'POST', path: '/flows/api/flows', times: 1 });
  const add = (linkedinId: string) =>
    write(stack, 'addNewLeadToFlow', { flowId, ...newLead(stack, { linkedinId }) }, 'outcome');
  expect(await add('robin-sample')).toEqual({ payload: { outcome: 'CREATED' } });
  expect(tally(stack)).toEqual({ [NEW_LEAD]: 1, [LOOKUP]: 2, [ENROLMENTS]: 1 });
  expect(world.enrolments.size).toBe(1);
  stack.forget();
  faults.add({ kind: 'reset', method: 'POST', path: '/flows/api/flows', times: 1 });
  const lost = await add('nobody-yet');
  expect(lost.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  expect(tally(stack)).toEqual({ [NEW_LEAD]: 1, [LOOKUP]: 3 });
});

it('finds the enrolment of a lead when the answer is lost', async () => {
  await using stack = await start();
  const input = { flowId: flowOn(stack), leadId: stack.sandbox.world.leads.all()[0]?.uuid };
  const path = '/flows/api/flows';
  stack.sandbox.faults.add({ kind: 'reset-after-storing', method: 'POST', path, times: 1 });
  expect((await write(stack, 'addLeadToFlow', input, '__typename')).errors).toBeUndefined();
  expect(tally(stack)).toEqual({ [`POST ${FLOW}/leads/{leadUuid}`]: 1, [ENROLMENTS]: 1 });
  stack.sandbox.world.enrolments.update(stack.sandbox.world.enrolments.all()[0]?.uuid ?? '', {
    status: 'finished',
    updated_at: '2020-01-01T00:00:00.000000Z',
  });
  stack.sandbox.faults.add({ kind: 'reset', method: 'POST', path: `${path}/`, times: 1 });
  const lost = await write(stack, 'addLeadToFlow', input, '__typename');
  expect(lost.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
});

it('names the refused fields of a new lead, and an automation that is off', async () => {
  await using stack = await start();
  const flowId = stack.sandbox.world.flows.insert({ status: 'off' }).uuid;
  const add = (flow: string, lead: object) =>
    write(stack, 'addNewLeadToFlow', { flowId: flow, ...newLead(stack, lead) }, 'outcome');
  expect((await add(flowId, { linkedinId: 'x' })).errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', fields: { flowId: ['The flow must be on.'] } } },
  ]);
  expect((await add(flowOn(stack), { workEmail: 'none' })).errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', fields: { 'lead.workEmail': expect.any(Array) } } },
  ]);
});
