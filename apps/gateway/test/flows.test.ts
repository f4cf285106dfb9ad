import { expect, it } from 'vitest';
import { asked, sent } from './asked.ts';
import { startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const OLDEST = 'limit=100&offset=0&order_field=created_at&order_type=asc';
const empty = { sandbox: { size: { leads: 0 } } };

it('lists and finds automations', async () => {
  await using stack = await startStack(empty);
  const [flow] = stack.sandbox.world.flows.all();
  const { data, errors } = await stack.query(
    `query ($id: ID!) {
      flow(id: $id) { name status isPublic flowVersionId }
      nobody: flow(id: "${NOBODY}") { name }
      flows(first: 5, filter: { status: ARCHIVED, isPublic: false }, search: "campaign") { nodes { name status } }
    }`,
    { id: flow?.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    flow: { name: flow?.name, status: 'ON', isPublic: false },
    nobody: null,
    flows: { nodes: [{ name: 'Spring campaign', status: 'ARCHIVED' }] },
  });
  expect(asked(stack)).toEqual(
    [
      `GET /flows/api/flows?filter[uuid][]=${flow?.uuid}&filter[uuid][]=${NOBODY}&${OLDEST}`,
      `GET /flows/api/flows/${NOBODY}`,
      'GET /flows/api/flows?limit=5&offset=0&order_field=created_at&order_type=desc&filter[q]=campaign&filter[status]=archived&filter[is_public]=0',
    ].toSorted(),
  );
});

it('starts and stops an automation', async () => {
  await using stack = await startStack(empty);
  const flow = stack.sandbox.world.flows.all().find(({ status }) => status === 'off');
  const { data, errors } = await stack.query(
    `mutation ($input: StartFlowInput!, $same: StopFlowInput!) {
      startFlow(input: $input) { flow { name status } }
      stopFlow(input: $same) { flow { name status } }
    }`,
    { input: { flowId: flow?.uuid }, same: { flowId: flow?.uuid } },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    startFlow: { flow: { name: flow?.name, status: 'ON' } },
    stopFlow: { flow: { name: flow?.name, status: 'OFF' } },
  });
  expect(stack.upstream).toEqual([
    `PUT /flows/api/flows/${flow?.uuid}/start`,
    `PUT /flows/api/flows/${flow?.uuid}/stop`,
  ]);
});

it('enrols a lead, and takes it out of some automations or of all', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const lead = world.leads.insert({ name: 'Robin' });
  const flow = world.flows.all().find(({ status }) => status === 'on');
  const { data, errors } = await stack.query(
    `mutation ($lead: ID!, $flow: ID!) {
      addLeadToFlow(input: { leadId: $lead, flowId: $flow, contactSourceId: "1" }) { lead { name } flow { name } }
      some: cancelLeadFlows(input: { leadId: $lead, flowIds: [$flow] }) { __typename }
      all: cancelLeadFlows(input: { leadId: $lead }) { __typename }
    }`,
    { lead: lead.uuid, flow: flow?.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ addLeadToFlow: { lead: { name: 'Robin' }, flow: { name: flow?.name } } });
  expect(asked(stack)).toEqual([
    `GET /flows/api/flows/${flow?.uuid}`,
    `GET /leads/api/leads/${lead.uuid}?disable_aggregation=true`,
    `POST /flows/api/flows/${flow?.uuid}/leads/${lead.uuid}`,
    `PUT /flows/api/flows/leads/${lead.uuid}/cancel`,
    `PUT /flows/api/flows/leads/${lead.uuid}/cancel-all`,
  ]);
  expect(sent(stack)).toEqual([{ contact_source_id: '1' }, { flow_uuids: [flow?.uuid] }]);
});

it('does not take an empty list of automations for all of them', async () => {
  await using stack = await startStack(empty);
  const { errors } = await stack.query(
    `mutation { cancelLeadFlows(input: { leadId: "${NOBODY}", flowIds: [] }) { lead { id } } }`,
  );
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(stack.upstream).toEqual([]);
});
