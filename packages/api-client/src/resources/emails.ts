import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import type { FilterValue, ListParams } from '../wire/query.ts';

/** An e-mail as the upstream sends it. */
export interface Email {
  uuid: string;
  team_id: number;
  user_id: number | null;
  sender_profile_uuid: string | null;
  mailbox_uuid: string;
  email_body_uuid: string | null;
  thread_uuid: string | null;
  template_uuid: string | null;
  flow_uuid: string | null;
  flow_node_id: number | null;
  lead_uuid: string | null;
  folder: string | null;
  status: string;
  /** Known: `inbox`, `outbox`. */
  type: string;
  from_name: string | null;
  from_email: string;
  to_name: string | null;
  to_email: string;
  cc: unknown;
  bcc: unknown;
  subject: string | null;
  replied_to_uuid: string | null;
  bounced_by_uuid: string | null;
  sent_at: string | null;
  created_at: string;
  updated_at: string;
}

/** A window of e-mails, filtered by the documented keys. */
export interface EmailListParams extends ListParams {
  filter?: Partial<
    Record<
      | 'flow_uuid'
      | 'flow_node_id'
      | 'mailbox_uuid'
      | 'lead_uuid'
      | 'type'
      | 'status'
      | 'sent_at'
      | 'from_email'
      | 'to_email'
      | 'thread_uuid'
      | 'template_uuid'
      | 'folder',
      FilterValue
    >
  >;
}

/** An e-mail to send. The reference has two forms, by mailbox and by addresses, and clients send the union of both. */
export interface EmailSendParams {
  lead_uuid: string;
  sender_profile_uuid: string;
  mailbox_uuid: string;
  from_name: string;
  from_email: string;
  to: { to_email: string; to_name: string }[];
  to_name: string;
  to_email: string;
  subject: string;
  /** HTML. */
  body: string;
  cc: readonly string[];
  bcc: readonly string[];
  in_reply_to_email_uuid?: string;
  thread_uuid?: string;
  template_uuid?: string;
  attachments?: { uuid: string }[];
}

const PATH = '/emails/api/emails';

/** Reads of e-mails, and their sending. */
export function emails(request: Request) {
  return {
    list: (params: EmailListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<Email>(body)),

    /** null when there is no such email. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<Email>(body))),

    /** The upstream knows no idempotency key, so that to repeat it may send twice: the client's `emails.send` never does. */
    send: (body: EmailSendParams) =>
      request({ method: 'POST', path: `${PATH}/send-email`, body }, (answer) => toRow<Email>(answer, 'emailDomain')),
  };
}
