import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startStack } from './stack.ts';

/** A relation of which only ids are selected is known from the row at hand. */

const NOBODY = '00000000-0000-4000-8000-000000000000';
const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');

const LEADS = 'GET /leads/api/leads?limit=20&offset=0&order_field=created_at&order_type=desc&disable_aggregation=true';
const MESSAGES = 'GET /flows/api/linkedin-messages?limit=20&offset=0&order_field=sent_at&order_type=desc';

it.each([
  ['leads { nodes { list { id } company { id } pipelineStage { id } tags { id } senderProfile { uuid } } }', LEADS],
  ['leads { nodes { key: list { __typename ...ids } tags { ... on LeadTag { uuid } } } }', LEADS],
  ['leads { nodes { list { id name @skip(if: $yes) } tags { id ... @include(if: $no) { name } } } }', LEADS],
  ['messages { nodes { lead { id } senderProfile { id uuid } } }', MESSAGES],
  ['messages { nodes { lead { ... on Node { id } } lead { uuid } } }', MESSAGES],
])('asks for nothing but the rows: %s', async (selection, line) => {
  await using stack = await startStack();
  const ids = selection.includes('...ids') ? 'fragment ids on LeadList { id uuid }' : '';
  const { data, errors } = await stack.query(
    `query ($yes: Boolean = true, $no: Boolean = false) { ${selection} __typename @skip(if: $yes) @include(if: $no) } ${ids}`,
  );
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toContain('"id"');
  expect(asked(stack)).toEqual([line]);
});

it('gives the ids that the things have, also of what no longer exists', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const { world } = stack.sandbox;
  const [tag] = world.tags.all();
  const lead = world.leads.insert({ list_uuid: NOBODY, tags: [tag?.uuid ?? '', NOBODY], company_uuid: null });
  const { data } = await stack.query(
    'query ($id: ID!) { lead(id: $id) { list { id uuid __typename } tags { uuid } company { id } } }',
    { id: lead.uuid },
  );
  expect(data).toEqual({
    lead: {
      list: { id: globalId('LeadList', NOBODY), uuid: NOBODY, __typename: 'LeadList' },
      tags: [{ uuid: tag?.uuid }, { uuid: NOBODY }],
      company: null,
    },
  });
  expect(asked(stack)).toEqual([`GET /leads/api/leads/${lead.uuid}?disable_aggregation=true`]);
});

it('reads nothing after a write for the ids of what was written', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const { world } = stack.sandbox;
  const lead = world.leads.insert();
  const flow = world.flows.all().find(({ status }) => status === 'on');
  const [stage] = world.pipelineStages.all();
  const message = world.messages.insert({ lead_uuid: lead.uuid, status: 'failed', type: 'outbox' });
  const { data, errors } = await stack.query(
    `mutation ($lead: ID!, $flow: ID!, $stage: ID!, $message: ID!) {
      addLeadToFlow(input: { leadId: $lead, flowId: $flow }) { lead { id } flow { uuid } }
      setLeadPipelineStage(input: { leadId: $lead, pipelineStageId: $stage }) { lead { uuid } }
      cancelLeadFlows(input: { leadId: $lead }) { lead { uuid } }
      retryMessage(input: { messageId: $message }) { message { uuid } }
    }`,
    { lead: lead.uuid, flow: flow?.uuid, stage: stage?.uuid, message: message.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    addLeadToFlow: { lead: { id: globalId('Lead', lead.uuid) }, flow: { uuid: flow?.uuid } },
    setLeadPipelineStage: { lead: { uuid: lead.uuid } },
    cancelLeadFlows: { lead: { uuid: lead.uuid } },
    retryMessage: { message: { uuid: message.uuid } },
  });
  expect(asked(stack).filter((line) => line.startsWith('GET'))).toEqual([]);
  expect(stack.upstream).toHaveLength(4);
});

it('answers references from their keys, type by type', async () => {
  await using stack = await startStack();
  const [lead] = stack.sandbox.world.leads.all();
  const references = [
    { __typename: 'Lead', uuid: lead?.uuid },
    { __typename: 'Message', id: globalId('Message', NOBODY) },
    { __typename: 'Lead', uuid: lead?.uuid.toUpperCase() },
  ];
  const ask = (selection: string) =>
    stack.query(
      `query ($references: [_Any!]!) { _entities(representations: $references) { __typename ${selection} } }`,
      { references },
    );
  const { data } = await ask('... on Lead { id uuid } ... on Message { uuid }');
  const itself = { __typename: 'Lead', id: globalId('Lead', lead?.uuid ?? ''), uuid: lead?.uuid };
  expect(data).toEqual({ _entities: [itself, { __typename: 'Message', uuid: NOBODY }, itself] });
  expect(stack.upstream).toEqual([]);
  await ask('... on Lead { name } ... on Message { uuid }');
  expect(asked(stack)).toEqual([`GET /leads/api/leads/${lead?.uuid}?disable_aggregation=true`]);
});

it('looks up the id of a root field, since it may not exist', async () => {
  await using stack = await startStack();
  const { data } = await stack.query('query ($id: ID!) { node(id: $id) { id } }', { id: globalId('Lead', NOBODY) });
  expect(data).toEqual({ node: null });
  expect(stack.upstream).toHaveLength(1);
});

it('asks nothing for an empty string in place of a UUID', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  stack.sandbox.world.leads.insert({ list_uuid: '', company_uuid: '', tags: [''] });
  const { data, errors } = await stack.query('{ leads { nodes { list { name } company { name } tags { name } } } }');
  expect(errors).toBeUndefined();
  expect(data).toEqual({ leads: { nodes: [{ list: null, company: null, tags: [] }] } });
  expect(asked(stack)).toEqual([LEADS]);
});

it('gives null with an error for a reference that is no UUID at all, and nothing else', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  const row = {
    uuid: NOBODY,
    list_uuid: 7,
    company_uuid: { uuid: 'x' },
    tags: { 0: NOBODY },
    pipeline_stage_uuid: [1],
  };
  stack.sandbox.faults.add({
    kind: 'foreign-body',
    path: '/leads/api/leads',
    body: { data: [row], total: 1 },
    times: 1,
  });
  const { data, errors } = await stack.query(
    '{ leads { nodes { uuid list { id } company { name } tags { uuid } pipelineStage { id } } } }',
  );
  expect(data).toEqual({
    leads: { nodes: [{ uuid: NOBODY, list: null, company: null, tags: [{ uuid: NOBODY }], pipelineStage: null }] },
  });
  expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions?.['code']])).toEqual([
    ['list', 'UPSTREAM_ERROR'],
    ['company', 'UPSTREAM_ERROR'],
    ['pipelineStage', 'UPSTREAM_ERROR'],
  ]);
});
