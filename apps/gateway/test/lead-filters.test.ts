import { expect, it } from 'vitest';
import { sent, tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

const find = (stack: Stack, filter: object) =>
  stack.query<{ leads: { nodes: { uuid: string }[] } }>(
    'query ($filter: GetSalesLeadFilter) { leads(filter: $filter) { nodes { uuid } } }',
    { filter },
  );

it('finds leads in several lists, stages and companies', async () => {
  await using stack = await startStack(empty);
  const { companies, leads, lists, pipelineStages } = stack.sandbox.world;
  const [one, other] = [lists.insert(), lists.insert()];
  const [stage] = pipelineStages.all();
  const company = companies.insert();
  const wanted = leads.insert({
    list_uuid: one.uuid,
    pipeline_stage_uuid: stage?.uuid ?? null,
    company_uuid: company.uuid,
  });
  leads.insert({ list_uuid: other.uuid });
  const filter = {
    listIds: [one.uuid, other.uuid],
    pipelineStageIds: [stage?.uuid],
    companyIds: [company.uuid],
  };
  expect((await find(stack, filter)).data).toEqual({ leads: { nodes: [{ uuid: wanted.uuid }] } });
  expect(sent(stack)).toMatchObject([{ filter: { list_uuid: [one.uuid, other.uuid], company_uuid: [company.uuid] } }]);
  const { errors } = await find(stack, { listId: one.uuid, listIds: [other.uuid] });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it.each(['hasReplied', 'unread'])(
  'finds leads by %s where the rows prove it, and refuses where they do not',
  async (field) => {
    await using stack = await startStack(empty);
    const { leads } = stack.sandbox.world;
    const lead = leads.insert({
      last_stop_on_reply_at: '2026-01-01T00:00:00.000000Z',
      unread_counts: [{ sender_profile_uuid: null, count: 1 }],
    });
    const silent = leads.insert({ last_stop_on_reply_at: null, unread_counts: [] });
    expect((await find(stack, { [field]: true })).data).toEqual({ leads: { nodes: [{ uuid: lead.uuid }] } });
    expect((await find(stack, { [field]: false })).data).toEqual({ leads: { nodes: [{ uuid: silent.uuid }] } });
    stack.sandbox.dialect.guessedFilters = 'ignored';
    const { data, errors } = await find(stack, { [field]: true });
    expect(data).toEqual({ leads: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
  },
);

it('finds leads in an automation, and asks the enrolments whether it was honoured, once', async () => {
  await using stack = await startStack(empty);
  const { enrolments, flows, leads } = stack.sandbox.world;
  const [flow] = flows.all();
  const lead = leads.insert();
  leads.insert();
  enrolments.insert({ flow_uuid: flow?.uuid ?? '', lead_uuid: lead.uuid });
  const expected = { leads: { nodes: [{ uuid: lead.uuid }] } };
  expect((await find(stack, { flowId: flow?.uuid })).data).toEqual(expected);
  expect((await find(stack, { flowId: flow?.uuid })).data).toEqual(expected);
  expect(tally(stack)).toEqual({ 'POST /leads/api/leads/search': 2, 'POST /flows/api/flows-leads/list': 1 });
});

it.each(['ignored', 'error'] as const)('refuses an automation where that condition is %s', async (guessedFilters) => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { guessedFilters } } });
  stack.sandbox.world.leads.insert();
  const { data, errors } = await find(stack, { flowId: stack.sandbox.world.flows.all()[0]?.uuid });
  expect(data).toEqual({ leads: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
});
