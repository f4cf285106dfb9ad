import type { SenderProfile } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Answer, type Call, type Route, single } from '../route.ts';

const SENDERS: ListSpec<SenderProfile> = {
  rows: (world) => world.senderProfiles,
  search: ['first_name', 'last_name', 'label'],
  filters: [
    'uuid',
    'linkedin_browser_id',
    'linkedin_account_uuid',
    'mailbox_uuid',
    'assignee_user_id',
    'first_name',
    'last_name',
    'label',
    'status',
    'user_id',
    'created_at',
  ],
  orders: ['created_at', 'updated_at', 'first_name', 'last_name', 'uuid'],
};

function turn({ world, clock, params }: Call, status: 'enabled' | 'disabled'): Answer {
  const row = world.senderProfiles.get(params['uuid'] ?? '');
  if (row === undefined) throw missing('Sender profile');
  world.senderProfiles.update(row.uuid, { status, updated_at: clock.timestamp() });
  return { status: 200 };
}

export const senderProfileRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/sender-profiles',
    query: LIST_QUERY,
    handle: (call) => list(call, SENDERS, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/flows/api/sender-profiles/{uuid}',
    query: [],
    handle(call) {
      const row = call.world.senderProfiles.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Sender profile');
      return single(row, call);
    },
  },
  ...(['enabled', 'disabled'] as const).map(
    (status): Route => ({
      method: 'PUT',
      path: `/flows/api/sender-profiles/{uuid}/${status.replace(/d$/, '')}`,
      isUndocumented: true,
      query: [],
      body: [],
      handle: (call) => turn(call, status),
    }),
  ),
];
