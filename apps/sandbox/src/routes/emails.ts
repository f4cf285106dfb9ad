import type { Email } from '@getsales-gateway/api-client';
import { deliverEmail, EMAIL_BODY, storeEmail } from '../email-write.ts';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Answer, type Call, type Route, single } from '../route.ts';

const EMAILS: ListSpec<Email> = {
  rows: (world) => world.emails,
  search: [],
  filters: [
    'mailbox_uuid',
    'thread_uuid',
    'template_uuid',
    'flow_uuid',
    'flow_node_id',
    'lead_uuid',
    'folder',
    'status',
    'type',
    'from_email',
    'to_email',
    'sent_at',
  ],
  orders: ['created_at', 'updated_at', 'sent_at', 'uuid'],
};

function send(call: Call): Answer {
  const { email, body } = storeEmail(call);
  deliverEmail(call, email.uuid);
  return { status: call.dialect.sendStatus, body: { emailDomain: email, emailBodyDomain: body } };
}

export const emailRoutes: Route[] = [
  {
    method: 'GET',
    path: '/emails/api/emails',
    query: LIST_QUERY,
    handle: (call) => list(call, EMAILS, { form: 'query' }),
  },
  { method: 'POST', path: '/emails/api/emails/send-email', query: [], body: EMAIL_BODY, handle: send },
  {
    method: 'GET',
    path: '/emails/api/emails/{uuid}',
    query: [],
    handle(call) {
      const row = call.world.emails.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Email');
      return single(row, call);
    },
  },
];
