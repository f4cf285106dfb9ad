import { expect, it } from 'vitest';
import { sent, tally } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };
const COUNTS = 'POST /flows/api/linkedin-messages/group-counts';
const LIST = 'GET /flows/api/linkedin-messages';

const COUNT = `query ($groupBy: GetSalesMessageGroup!, $filter: GetSalesMessageFilter) {
  messageCounts(groupBy: $groupBy, filter: $filter) { status direction senderProfile { uuid } count }
}`;

it.each(['known', 'unknown'] as const)('counts messages by group where the count is %s', async (undocumentedPaths) => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { undocumentedPaths } } });
  const { messages, senderProfiles } = stack.sandbox.world;
  const [one, other] = senderProfiles.all();
  messages.insert({ type: 'inbox', status: 'done', sender_profile_uuid: one?.uuid ?? '' });
  messages.insert({ type: 'outbox', status: 'done', sender_profile_uuid: one?.uuid ?? '' });
  messages.insert({ type: 'outbox', status: 'new', sender_profile_uuid: other?.uuid ?? '' });
  const row = { status: null, direction: null, senderProfile: null };
  const counts = async (variables: object) => {
    const { data, errors } = await stack.query<{ messageCounts: unknown[] }>(COUNT, { ...variables });
    expect(errors).toBeUndefined();
    return data?.messageCounts;
  };
  expect(await counts({ groupBy: 'STATUS' })).toEqual(
    expect.arrayContaining([
      { ...row, status: 'DONE', count: 2 },
      { ...row, status: 'NEW', count: 1 },
    ]),
  );
  expect(tally(stack)).toEqual(undocumentedPaths === 'known' ? { [COUNTS]: 1, [LIST]: 1 } : { [COUNTS]: 1, [LIST]: 5 });
  expect(await counts({ groupBy: 'DIRECTION', filter: { status: 'DONE' } })).toEqual(
    expect.arrayContaining([
      { ...row, direction: 'INBOUND', count: 1 },
      { ...row, direction: 'OUTBOUND', count: 1 },
    ]),
  );
  expect(await counts({ groupBy: 'SENDER_PROFILE', filter: { direction: 'OUTBOUND' } })).toEqual(
    expect.arrayContaining([
      { ...row, senderProfile: { uuid: one?.uuid }, count: 1 },
      { ...row, senderProfile: { uuid: other?.uuid }, count: 1 },
    ]),
  );
});

it('counts leads in one request, and past what the search reaches in another', async () => {
  await using stack = await startStack(empty);
  const { leads } = stack.sandbox.world;
  for (const status of ['ok', 'ok', 'duplicate']) leads.insert({ status });
  const query = '{ all: leadCount ok: leadCount(filter: { status: "ok" }) }';
  expect(await stack.query(query)).toEqual({ data: { all: 3, ok: 2 } });
  expect(tally(stack)).toEqual({ 'GET /leads/api/leads': 1, 'POST /leads/api/leads/search': 1 });
});

it('reads what happened with leads, of all automations or of some', async () => {
  await using stack = await startStack(empty);
  const { world } = stack.sandbox;
  const [flow, other] = world.flows.all();
  const lead = world.leads.insert();
  world.enrolments.insert({ flow_uuid: flow?.uuid ?? '', lead_uuid: lead.uuid });
  world.messages.insert({ type: 'inbox', lead_uuid: lead.uuid, sent_at: '2026-03-02T00:00:00.000000Z' });
  world.messages.insert({ type: 'inbox', sent_at: '2026-03-03T00:00:00.000000Z' });
  world.messages.insert({ type: 'inbox', sent_at: '2026-03-09T00:00:00.000000Z' });
  const span = 'from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z"';
  const query = (flowIds: string) => `{ leadMetrics(${span}${flowIds}) { linkedinInboxCount } }`;
  expect(await stack.query(query(''))).toEqual({ data: { leadMetrics: { linkedinInboxCount: 2 } } });
  expect(await stack.query(query(`, flowIds: ["${flow?.uuid}"]`))).toEqual({
    data: { leadMetrics: { linkedinInboxCount: 1 } },
  });
  expect(sent(stack)).toMatchObject([{ period_from: '2026-03-02T00:00:00Z' }, { flows: [flow?.uuid] }]);
  stack.forget();
  const { data } = await stack.query<{ flows: { nodes: { uuid: string; metrics: object }[] } }>(
    `{ flows { nodes { uuid metrics(${span}) { linkedinInboxCount } } } }`,
  );
  const of = (uuid?: string) => data?.flows.nodes.find((node) => node.uuid === uuid)?.metrics;
  expect([of(flow?.uuid), of(other?.uuid)]).toEqual([{ linkedinInboxCount: 1 }, { linkedinInboxCount: 0 }]);
  expect(tally(stack)).toEqual({ 'GET /flows/api/flows': 1, 'POST /leads/api/leads/metrics': world.flows.size });
  const { errors } = await stack.query(
    '{ leadMetrics(from: "2026-03-09T00:00:00Z", to: "2026-03-02T00:00:00Z") { linkedinInboxCount } }',
  );
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it('shows the funnel of an automation', async () => {
  await using stack = await startStack(empty);
  const { flows, flowVersions, tasks, enrolments, leads, messages } = stack.sandbox.world;
  const flow = flows.insert({ name: 'Funnel' });
  const version = flowVersions.insert({ flow_uuid: flow.uuid });
  flows.update(flow.uuid, { flow_version_uuid: version.uuid });
  for (const hasReplied of [true, false]) {
    const lead_uuid = leads.insert().uuid;
    enrolments.insert({ flow_uuid: flow.uuid, lead_uuid, status: 'in_progress' });
    tasks.insert({ flow_uuid: flow.uuid, flow_node_id: 2, lead_uuid, status: 'closed' });
    if (hasReplied) messages.insert({ type: 'inbox', lead_uuid });
  }
  const { data, errors } = await stack.query(
    `query ($id: ID!) { flow(id: $id) {
      statistics { leadsCount inProgressLeadsCount nodes { nodeId type sent replied accepted } }
      version { uuid nodes { nodeId } } versions { uuid }
    } }`,
    { id: flow.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    flow: {
      statistics: {
        leadsCount: 2,
        inProgressLeadsCount: 2,
        nodes: [
          { nodeId: 1, type: 'linkedin_send_connection_request', sent: 0, replied: null, accepted: null },
          { nodeId: 2, type: 'linkedin_send_message', sent: 2, replied: 1, accepted: 1 },
        ],
      },
      version: { uuid: version.uuid, nodes: [{ nodeId: 1 }, { nodeId: 2 }] },
      versions: [{ uuid: version.uuid }],
    },
  });
  expect(tally(stack)).toEqual({
    'GET /flows/api/flows/{flowUuid}': 1,
    'GET /flows/api/flow-versions/{uuid}': 1,
    'GET /flows/api/flows/{flowUuid}/flow-versions': 1,
    'POST /flows/api/flows/metrics': 1,
    'POST /flows/api/flows/{flowUuid}/statistics/nodes': 1,
  });
});

it('shows custom fields in their order, and the team', async () => {
  await using stack = await startStack(empty);
  const { customFields, teamId } = stack.sandbox.world;
  customFields.insert({ name: 'Second', order: 2 });
  customFields.insert({ name: 'First', order: 1 });
  customFields.insert({ name: 'Of_companies', object: 'company' });
  const { data, errors } = await stack.query(
    `{ customFields(object: LEAD) { name object } teams { teamId name } team(teamId: ${teamId}) { status } nobody: team(teamId: 7) { name } }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    customFields: ['First', 'Second'].map((name) => ({ name, object: 'LEAD' })),
    teams: [{ teamId, name: `Workspace ${teamId}` }],
    team: { status: 'active' },
    nobody: null,
  });
});

it('counts group by group where the sum of the counts is not that of the list', async () => {
  await using stack = await startStack(empty);
  const { messages } = stack.sandbox.world;
  messages.insert({ type: 'inbox', status: 'done' });
  messages.insert({ type: 'outbox', status: 'new' });
  // As an upstream that ignores the filter.
  stack.sandbox.oddValues.add({
    path: '/flows/api/linkedin-messages/group-counts',
    value: { inbox: 1, outbox: 1 },
  });
  const { data, errors } = await stack.query<{ messageCounts: unknown[] }>(COUNT, {
    groupBy: 'DIRECTION',
    filter: { status: 'DONE' },
  });
  expect(errors).toBeUndefined();
  expect(data?.messageCounts).toEqual([{ status: null, direction: 'INBOUND', senderProfile: null, count: 1 }]);
  expect(tally(stack)).toEqual({ [COUNTS]: 1, [LIST]: 3 });
});

it('reads numbers that come as PHP writes them: an empty list for no numbers, text for a number', async () => {
  await using stack = await startStack(empty);
  const { flows, flowVersions } = stack.sandbox.world;
  const flow = flows.insert();
  flows.update(flow.uuid, { flow_version_uuid: flowVersions.insert({ flow_uuid: flow.uuid }).uuid });
  stack.sandbox.oddValues.add({ path: '/flows/api/flows/metrics', value: [] });
  stack.sandbox.oddValues.add({
    path: `/flows/api/flows/${flow.uuid}/statistics`,
    value: { 1: { node_statuses: { closed: '7' }, node_conversions: [] }, 2: 'nothing' },
  });
  stack.sandbox.oddValues.add({ path: '/leads/api/leads/metrics', value: { total: [] } });
  const { data, errors } = await stack.query(
    `query ($id: ID!) {
      flow(id: $id) { statistics { leadsCount nodes { nodeId sent replied } } }
      leadMetrics(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { linkedinSentCount }
    }`,
    { id: flow.uuid },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    flow: {
      statistics: {
        leadsCount: null,
        nodes: [
          { nodeId: 1, sent: 7, replied: null },
          { nodeId: 2, sent: null, replied: null },
        ],
      },
    },
    leadMetrics: { linkedinSentCount: null },
  });
});

const SINCE = { groupBy: 'DIRECTION', filter: { sentAt: { gte: '2026-02-01T00:00:00Z' } } };

it('counts messages in a range of time, which is tried once', async () => {
  await using stack = await startStack(empty);
  const { messages } = stack.sandbox.world;
  messages.insert({ type: 'inbox', sent_at: '2026-01-01T00:00:00.000000Z' });
  messages.insert({ type: 'inbox', sent_at: '2026-03-01T00:00:00.000000Z' });
  const expected = { messageCounts: [{ status: null, direction: 'INBOUND', senderProfile: null, count: 1 }] };
  expect(await stack.query(COUNT, SINCE)).toEqual({ data: expected });
  expect(tally(stack)).toEqual({ [COUNTS]: 1, [LIST]: 2 });
  stack.forget();
  expect(await stack.query(COUNT, SINCE)).toEqual({ data: expected });
  expect(tally(stack)).toEqual({ [COUNTS]: 1, [LIST]: 1 });
});

it('counts nothing where the upstream ignores ranges of time', async () => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { rangeFilters: 'ignored' } } });
  stack.sandbox.world.messages.insert({ type: 'inbox', sent_at: '2026-01-01T00:00:00.000000Z' });
  const { data, errors } = await stack.query(COUNT, SINCE);
  expect(data).toEqual({ messageCounts: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
});
