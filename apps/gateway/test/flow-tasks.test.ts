import { expect, it } from 'vitest';
import { asked, tally } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists tasks, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { tasks } = stack.sandbox.world;
  const older = tasks.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = tasks.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ flowTasks(first: 1) { nodes { uuid createdAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      flowTasks: {
        nodes: [{ uuid: newer.uuid, createdAt: newer.created_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET /flows/api/tasks?limit=1&offset=0&order_field=created_at&order_type=desc']);
  expect(await stack.query('{ flowTasks { nodes { uuid } } }')).toEqual({
    data: { flowTasks: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one task by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.tasks.insert();
  const { data } = await stack.query<{ flowTask: { id: string } }>('query ($id: ID!) { flowTask(id: $id) { id } }', {
    id: older.uuid,
  });
  expect(asked(stack)).toEqual([`GET /flows/api/tasks/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on FlowTask { uuid } } }', { id: data?.flowTask.id }),
  ).toEqual({ data: { node: { id: data?.flowTask.id, uuid: older.uuid } } });
  expect(await stack.query('{ flowTask(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { flowTask: null },
  });
});

it('tells the ids of what tasks refer to without a request', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.world.tasks.insert({
    lead_uuid: '00000000-0000-4000-8000-000000000010',
    company_uuid: '00000000-0000-4000-8000-000000000011',
    sender_profile_uuid: '00000000-0000-4000-8000-000000000012',
    mailbox_uuid: '00000000-0000-4000-8000-000000000013',
    flow_uuid: '00000000-0000-4000-8000-000000000014',
  });

  expect(
    await stack.query(
      '{ flowTasks { nodes { lead { uuid } company { uuid } senderProfile { uuid } mailbox { uuid } flow { uuid } } } }',
    ),
  ).toEqual({
    data: {
      flowTasks: {
        nodes: [
          {
            lead: { uuid: '00000000-0000-4000-8000-000000000010' },
            company: { uuid: '00000000-0000-4000-8000-000000000011' },
            senderProfile: { uuid: '00000000-0000-4000-8000-000000000012' },
            mailbox: { uuid: '00000000-0000-4000-8000-000000000013' },
            flow: { uuid: '00000000-0000-4000-8000-000000000014' },
          },
        ],
      },
    },
  });
  expect(stack.upstream).toHaveLength(1);
});

it('reads the tasks of many leads in one request', async () => {
  await using stack = await startStack(empty);
  const { tasks, leads } = stack.sandbox.world;
  const [one, other] = [leads.insert(), leads.insert()];
  const rows = [one, other, one].map(({ uuid }) => tasks.insert({ lead_uuid: uuid }));

  const { data, errors } = await stack.query<{ leads: { nodes: { uuid: string; tasks: { nodes: unknown[] } }[] } }>(
    '{ leads { nodes { uuid tasks { nodes { uuid lead { uuid name } } totalCount } } } }',
  );
  expect(errors).toBeUndefined();
  const of = (uuid: string) => data?.leads.nodes.find((node) => node.uuid === uuid)?.tasks;
  expect(of(one.uuid)).toMatchObject({ totalCount: 2 });
  expect(of(other.uuid)).toEqual({
    totalCount: 1,
    nodes: [{ uuid: rows[1]?.uuid, lead: { uuid: other.uuid, name: other.name } }],
  });
  expect(tally(stack)['GET /flows/api/tasks']).toBe(1);
  expect(stack.upstream).toHaveLength(2);
});
