import type { Mailbox } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const MAILBOXES: ListSpec<Mailbox> = {
  rows: (world) => world.mailboxes,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'uuid'],
};

/** As the upstream does, which sends passwords along. */
function withSecrets(mailbox: Mailbox): object {
  return { ...mailbox, connection_settings: { smtp: { password: 'secret-of-the-mailbox' } } };
}

export const mailboxRoutes: Route[] = [
  {
    method: 'GET',
    path: '/emails/api/mailboxes',
    query: LIST_QUERY,
    handle: (call) => list(call, MAILBOXES, { form: 'query', shape: (rows) => rows.map(withSecrets) }),
  },
  {
    method: 'GET',
    path: '/emails/api/mailboxes/{uuid}',
    query: [],
    handle(call) {
      const row = call.world.mailboxes.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Mailbox');
      return single(withSecrets(row), call);
    },
  },
];
