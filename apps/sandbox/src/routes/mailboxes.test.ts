import { expect, it } from 'vitest';
import { startUpstream } from '../../test/upstream.ts';

it('serves mailboxes, the newest first', async () => {
  await using upstream = await startUpstream({ size: { leads: 0 } });
  const older = upstream.world.mailboxes.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = upstream.world.mailboxes.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  const { body } = await upstream.ask('GET', '/emails/api/mailboxes?order_field=created_at&order_type=desc');
  expect(body).toMatchObject({ data: [newer, older], total: 2, has_more: false });
});

it('serves one mailbox, and 404 for one that does not exist', async () => {
  await using upstream = await startUpstream({ size: { leads: 0 } });
  const row = upstream.world.mailboxes.insert();

  expect((await upstream.ask('GET', `/emails/api/mailboxes/${row.uuid}`)).body).toMatchObject(row);
  expect((await upstream.ask('GET', '/emails/api/mailboxes/nobody')).status).toBe(404);
});
