import type { EmailBody } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const EMAIL_BODIES: ListSpec<EmailBody> = {
  rows: (world) => world.emailBodies,
  search: [],
  filters: [],
  guesses: ['uuid'],
  orders: ['created_at', 'updated_at', 'uuid'],
};

export const emailBodyRoutes: Route[] = [
  {
    method: 'GET',
    path: '/emails/api/email-bodies',
    isUndocumented: true,
    query: [...LIST_QUERY, 'search'],
    handle: (call) => list(call, EMAIL_BODIES, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/emails/api/email-bodies/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.emailBodies.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Email body');
      return single(row, call);
    },
  },
];
