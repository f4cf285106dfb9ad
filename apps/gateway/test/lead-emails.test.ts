import { expect, it } from 'vitest';
import { asked, tally } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };

it('lists emails, the newest first, in one request', async () => {
  await using stack = await startStack(empty);
  const { emails } = stack.sandbox.world;
  const older = emails.insert({ sent_at: '2026-01-01T00:00:00.000000Z' });
  const newer = emails.insert({ sent_at: '2026-01-02T00:00:00.000000Z' });

  expect(
    await stack.query('{ leadEmails(first: 1) { nodes { uuid sentAt } totalCount pageInfo { hasNextPage } } }'),
  ).toEqual({
    data: {
      leadEmails: {
        nodes: [{ uuid: newer.uuid, sentAt: newer.sent_at }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(asked(stack)).toEqual(['GET /emails/api/emails?limit=1&offset=0&order_field=sent_at&order_type=desc']);
  expect(await stack.query('{ leadEmails { nodes { uuid } } }')).toEqual({
    data: { leadEmails: { nodes: [{ uuid: newer.uuid }, { uuid: older.uuid }] } },
  });
});

it('finds one email by its id, however it is asked for', async () => {
  await using stack = await startStack(empty);
  const older = stack.sandbox.world.emails.insert();
  const { data } = await stack.query<{ leadEmail: { id: string } }>('query ($id: ID!) { leadEmail(id: $id) { id } }', {
    id: older.uuid,
  });
  expect(asked(stack)).toEqual([`GET /emails/api/emails/${older.uuid}`]);

  expect(
    await stack.query('query ($id: ID!) { node(id: $id) { id ... on LeadEmail { uuid } } }', {
      id: data?.leadEmail.id,
    }),
  ).toEqual({ data: { node: { id: data?.leadEmail.id, uuid: older.uuid } } });
  expect(await stack.query('{ leadEmail(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
    data: { leadEmail: null },
  });
});

it('tells the ids of what emails refer to without a request', async () => {
  await using stack = await startStack(empty);
  stack.sandbox.world.emails.insert({
    sender_profile_uuid: '00000000-0000-4000-8000-000000000010',
    mailbox_uuid: '00000000-0000-4000-8000-000000000011',
    flow_uuid: '00000000-0000-4000-8000-000000000012',
    lead_uuid: '00000000-0000-4000-8000-000000000013',
  });

  expect(
    await stack.query(
      '{ leadEmails { nodes { senderProfile { uuid } mailbox { uuid } flow { uuid } lead { uuid } } } }',
    ),
  ).toEqual({
    data: {
      leadEmails: {
        nodes: [
          {
            senderProfile: { uuid: '00000000-0000-4000-8000-000000000010' },
            mailbox: { uuid: '00000000-0000-4000-8000-000000000011' },
            flow: { uuid: '00000000-0000-4000-8000-000000000012' },
            lead: { uuid: '00000000-0000-4000-8000-000000000013' },
          },
        ],
      },
    },
  });
  expect(stack.upstream).toHaveLength(1);
});

it('reads the emails of many leads in one request', async () => {
  await using stack = await startStack(empty);
  const { emails, leads } = stack.sandbox.world;
  const [one, other] = [leads.insert(), leads.insert()];
  const rows = [one, other, one].map(({ uuid }) => emails.insert({ lead_uuid: uuid }));

  const { data, errors } = await stack.query<{ leads: { nodes: { uuid: string; emails: { nodes: unknown[] } }[] } }>(
    '{ leads { nodes { uuid emails { nodes { uuid lead { uuid name } } totalCount } } } }',
  );
  expect(errors).toBeUndefined();
  const of = (uuid: string) => data?.leads.nodes.find((node) => node.uuid === uuid)?.emails;
  expect(of(one.uuid)).toMatchObject({ totalCount: 2 });
  expect(of(other.uuid)).toEqual({
    totalCount: 1,
    nodes: [{ uuid: rows[1]?.uuid, lead: { uuid: other.uuid, name: other.name } }],
  });
  expect(tally(stack)['GET /emails/api/emails']).toBe(1);
  expect(stack.upstream).toHaveLength(2);
});
