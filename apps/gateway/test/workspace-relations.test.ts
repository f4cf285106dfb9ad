import { expect, it } from 'vitest';
import { asked, sent, tally } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists companies by filter, text and order in one request', async () => {
  await using stack = await startStack(empty);
  const { companies } = stack.sandbox.world;
  const small = companies.insert({ name: 'Small Widgets', deal_size: 10 });
  const large = companies.insert({ name: 'Large Widgets', deal_size: 100 });
  companies.insert({ name: 'Other', deal_size: 1_000 });
  const { data, errors } = await stack.query(
    '{ leadCompanies(filter: { name: "widgets" }, orderBy: { field: DEAL_SIZE, direction: DESC }) { nodes { uuid dealSize } totalCount } }',
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    leadCompanies: {
      nodes: [
        { uuid: large.uuid, dealSize: 100 },
        { uuid: small.uuid, dealSize: 10 },
      ],
      totalCount: 2,
    },
  });
  expect(asked(stack)).toEqual(['POST /leads/api/companies/list']);
  expect(sent(stack)).toMatchObject([{ filter: { name: 'widgets' }, order_field: 'deal_size', order_type: 'desc' }]);
});

it('narrows enrolments, tasks and e-mails under their parents', async () => {
  await using stack = await startStack(empty);
  const { enrolments, flows, leads, tasks, emails } = stack.sandbox.world;
  const [flow] = flows.all();
  const lead = leads.insert();
  const finished = enrolments.insert({ flow_uuid: flow?.uuid ?? '', lead_uuid: lead.uuid, status: 'finished' });
  enrolments.insert({ flow_uuid: flow?.uuid ?? '', lead_uuid: lead.uuid, status: 'failed' });
  const waiting = tasks.insert({ lead_uuid: lead.uuid, status: 'new' });
  tasks.insert({ lead_uuid: lead.uuid, status: 'closed' });
  const received = emails.insert({ lead_uuid: lead.uuid, type: 'inbox' });
  emails.insert({ lead_uuid: lead.uuid, type: 'outbox' });
  const { data, errors } = await stack.query(
    `query ($lead: ID!, $flow: ID!) {
      lead(id: $lead) {
        flowLeads(filter: { status: "finished" }) { nodes { uuid } }
        tasks(filter: { status: "new" }) { nodes { uuid } }
        emails(filter: { direction: INBOUND }) { nodes { uuid } }
      }
      flow(id: $flow) { leads(filter: { status: "finished" }) { nodes { uuid } totalCount } }
    }`,
    { lead: lead.uuid, flow: flow?.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    lead: {
      flowLeads: { nodes: [{ uuid: finished.uuid }] },
      tasks: { nodes: [{ uuid: waiting.uuid }] },
      emails: { nodes: [{ uuid: received.uuid }] },
    },
    flow: { leads: { nodes: [{ uuid: finished.uuid }], totalCount: 1 } },
  });
});

it('reads what many rows refer to in one request for each kind', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  for (let index = 0; index < 5; index++) {
    const lead = world.leads.insert({
      data_source_uuid: world.dataSources.insert().uuid,
      ai_agent_uuid: world.aiAgents.insert({ name: `Agent ${index}` }).uuid,
    });
    world.messages.insert({ lead_uuid: lead.uuid, template_uuid: world.aiTemplates.insert().uuid });
    world.senderProfiles.insert({ mailbox_uuid: world.mailboxes.insert().uuid });
    world.flows.insert({ flow_workspace_uuid: world.flowWorkspaces.insert().uuid });
  }
  const { data, errors } = await stack.query(
    `{
      leads { nodes { import { type } aiAgent { name } } }
      messages { nodes { template { name } } }
      senderProfiles { nodes { mailbox { email } } }
      flows { nodes { workspace { name } } }
    }`,
  );
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toContain('Agent 4');
  expect(tally(stack)).toEqual({
    'GET /leads/api/leads': 1,
    'GET /leads/api/data-sources': 1,
    'GET /flows/api/ai-agents': 1,
    'GET /flows/api/linkedin-messages': 1,
    'GET /flows/api/ai-templates': 1,
    'GET /flows/api/sender-profiles': 1,
    'GET /emails/api/mailboxes': 1,
    'GET /flows/api/flows': 1,
    'GET /flows/api/flow-workspaces': 1,
  });
});

it.each([
  'aiAgents { totalCount }',
  'aiTemplates { nodes { id } }',
  'blacklistedCompanies { nodes { id } }',
  'blacklistedLeads { nodes { id } }',
  'customFields { name }',
  'flowTasks { nodes { id } }',
  'leadImports { nodes { id } }',
  'messageAttachments { nodes { id } }',
  'teams { name }',
  'aiAgent(id: "00000000-0000-4000-8000-000000000001") { id }',
  'flowTask(id: "00000000-0000-4000-8000-000000000001") { id }',
  'flowVersion(id: "00000000-0000-4000-8000-000000000001") { id }',
  'leadImport(id: "00000000-0000-4000-8000-000000000001") { id }',
  'team(teamId: 1) { name }',
])('gives a code where the upstream does not know the path of %s', async (field) => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { undocumentedPaths: 'unknown' } } });
  const { data, errors } = await stack.query<Record<string, unknown>>(`{ it: ${field} }`);
  expect(data).toEqual({ it: null });
  expect(errors).toMatchObject([{ path: ['it'], extensions: { code: 'UPSTREAM_ERROR' } }]);
});

it.each(['honoured', 'ignored'] as const)(
  'finds tasks by when they were carried out, where ranges are %s',
  async (rangeFilters) => {
    await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { rangeFilters } } });
    const { leads, tasks } = stack.sandbox.world;
    const lead_uuid = leads.insert().uuid;
    tasks.insert({ lead_uuid, executed_at: '2026-01-01T00:00:00.000000Z' });
    const later = tasks.insert({ lead_uuid, executed_at: '2026-03-01T00:00:00.000000Z' });
    const range = 'filter: { executedAt: { gte: "2026-02-01T00:00:00Z" } }';
    const { data, errors } = await stack.query(
      `query ($id: ID!) { flowTasks(${range}) { nodes { uuid } } lead(id: $id) { tasks(${range}) { nodes { uuid } } } }`,
      { id: lead_uuid },
    );
    expect(errors).toBeUndefined();
    const nodes = [{ uuid: later.uuid }];
    expect(data).toEqual({ flowTasks: { nodes }, lead: { tasks: { nodes } } });
  },
);
