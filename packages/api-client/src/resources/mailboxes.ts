import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import type { FilterValue, ListParams } from '../wire/query.ts';

/** A mailbox as the upstream sends it. */
export interface Mailbox {
  uuid: string;
  team_id: number;
  user_id: number;
  sender_profile_uuid: string | null;
  email: string;
  sender_name: string | null;
  provider: string | null;
  status: string;
  automation_daily_limit: number | null;
  automation_task_interval: number | null;
  custom_tracking_domain_uuid: string | null;
  created_at: string;
  updated_at: string;
}

/** A window of mailboxes, filtered by the documented keys. */
export interface MailboxListParams extends ListParams {
  filter?: Partial<Record<'q', FilterValue>>;
}

const PATH = '/emails/api/mailboxes';

/** Reads of mailboxes. */
export function mailboxes(request: Request) {
  return {
    list: (params: MailboxListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<Mailbox>(body)),

    /** null when there is no such mailbox. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<Mailbox>(body))),
  };
}
