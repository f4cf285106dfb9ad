import { expect, it } from 'vitest';
import { asked, tally } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists flow leads, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { enrolments } = stack.sandbox.world;
  const older = enrolments.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = enrolments.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ flowLeads(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      flowLeads: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['POST /flows/api/flows-leads/list']);
  expect(await stack.query('{ flowLeads { nodes { uuid } } }')).toEqual({
    data: { flowLeads: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one flow lead by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.enrolments.insert();
  const { data } = await stack.query<{ flowLead: { id: string } }>('query ($id: ID!) { flowLead(id: $id) { id } }', {
    id: older.uuid,
  });
  expect(asked(stack)).toEqual(['POST /flows/api/flows-leads/list']);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on FlowLead { uuid } } }', { id: data?.flowLead.id }),
  ).toEqual({ data: { node: { id: data?.flowLead.id, uuid: older.uuid } } });
  expect(await stack.query('{ flowLead(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { flowLead: null },
  });
});

it('tells the ids of what flow leads refer to without a request', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.world.enrolments.insert({
    flow_uuid: '00000000-0000-4000-8000-000000000010',
    lead_uuid: '00000000-0000-4000-8000-000000000011',
    company_uuid: '00000000-0000-4000-8000-000000000012',
    sender_profile_uuid: '00000000-0000-4000-8000-000000000013',
  });

  expect(
    await stack.query(
      '{ flowLeads { nodes { flow { uuid } lead { uuid } company { uuid } senderProfile { uuid } } } }',
    ),
  ).toEqual({
    data: {
      flowLeads: {
        nodes: [
          {
            flow: { uuid: '00000000-0000-4000-8000-000000000010' },
            lead: { uuid: '00000000-0000-4000-8000-000000000011' },
            company: { uuid: '00000000-0000-4000-8000-000000000012' },
            senderProfile: { uuid: '00000000-0000-4000-8000-000000000013' },
          },
        ],
      },
    },
  });
  expect(stack.upstream).toHaveLength(1);
});

it('reads the flow leads of many leads in one request', async () => {
  await using stack = await startStack(empty);
  const { enrolments, leads } = stack.sandbox.world;
  const [one, other] = [leads.insert(), leads.insert()];
  const rows = [one, other, one].map(({ uuid }) => enrolments.insert({ lead_uuid: uuid }));

  const { data, errors } = await stack.query<{ leads: { nodes: { uuid: string; flowLeads: { nodes: unknown[] } }[] } }>(
    '{ leads { nodes { uuid flowLeads { nodes { uuid lead { uuid name } } totalCount } } } }',
  );
  expect(errors).toBeUndefined();
  const of = (uuid: string) => data?.leads.nodes.find((node) => node.uuid === uuid)?.flowLeads;
  expect(of(one.uuid)).toMatchObject({ totalCount: 2 });
  expect(of(other.uuid)).toEqual({
    totalCount: 1,
    nodes: [{ uuid: rows[1]?.uuid, lead: { uuid: other.uuid, name: other.name } }],
  });
  expect(tally(stack)['POST /flows/api/flows-leads/list']).toBe(1);
  expect(stack.upstream).toHaveLength(2);
});

it('reads the flow leads of many flows in one request', async () => {
  await using stack = await startStack(empty);
  const { enrolments, flows } = stack.sandbox.world;
  const [one, other] = [flows.insert(), flows.insert()];
  const rows = [one, other, one].map(({ uuid }) => enrolments.insert({ flow_uuid: uuid }));

  const { data, errors } = await stack.query<{ flows: { nodes: { uuid: string; leads: { nodes: unknown[] } }[] } }>(
    '{ flows { nodes { uuid leads { nodes { uuid flow { uuid name } } totalCount } } } }',
  );
  expect(errors).toBeUndefined();
  const of = (uuid: string) => data?.flows.nodes.find((node) => node.uuid === uuid)?.leads;
  expect(of(one.uuid)).toMatchObject({ totalCount: 2 });
  expect(of(other.uuid)).toEqual({
    totalCount: 1,
    nodes: [{ uuid: rows[1]?.uuid, flow: { uuid: other.uuid, name: other.name } }],
  });
  expect(tally(stack)['POST /flows/api/flows-leads/list']).toBe(1);
  expect(stack.upstream).toHaveLength(2);
});
