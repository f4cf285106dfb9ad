import type { Email } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankEmail(stamp: Stamp): Email {
  return {
    ...stamp,
    user_id: null,
    sender_profile_uuid: null,
    mailbox_uuid: '',
    email_body_uuid: null,
    thread_uuid: null,
    template_uuid: null,
    flow_uuid: null,
    flow_node_id: null,
    lead_uuid: null,
    folder: null,
    status: 'sent',
    type: 'outbox',
    from_name: null,
    from_email: 'alex@example.org',
    to_name: null,
    to_email: 'robin@example.com',
    cc: null,
    bcc: null,
    subject: null,
    replied_to_uuid: null,
    bounced_by_uuid: null,
    sent_at: null,
  };
}
