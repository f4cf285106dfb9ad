import { expect, it } from 'vitest';
import { startUpstream } from '../../test/upstream.ts';

it('serves flow workspaces, the newest first', async () => {
  await using upstream = await startUpstream({ size: { leads: 0 } });
  const older = upstream.world.flowWorkspaces.insert({ created_at: '2026-01-01T00:00:00.000000Z' });
  const newer = upstream.world.flowWorkspaces.insert({ created_at: '2026-01-02T00:00:00.000000Z' });

  const { body } = await upstream.ask('GET', '/flows/api/flow-workspaces?order_field=created_at&order_type=desc');
  expect(body).toMatchObject({ data: [newer, older], total: 2, has_more: false });
});
