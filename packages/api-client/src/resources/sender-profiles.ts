import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toNothing, toPage, toRow } from '../wire/body.ts';
import { byUuid, type FilterValue, isUnfiltered, type ListParams } from '../wire/query.ts';
import type { Schedule } from './schedule.ts';

/** A sending identity: a person with a LinkedIn account, a mailbox, or both. There is no single name field. */
export interface SenderProfile {
  uuid: string;
  team_id: number;
  user_id: number;
  linkedin_browser_id: number | null;
  linkedin_account_uuid: string | null;
  mailbox_uuid: string | null;
  assignee_user_id: number | null;
  first_name: string;
  last_name: string;
  label: string | null;
  avatar_url: string | null;
  schedule: Schedule | null;
  linkedin_schedule: Schedule | null;
  email_schedule: Schedule | null;
  smart_limits_enabled: boolean | number;
  /** Known: `enabled`, `disabled`. */
  status: string;
  hold_tasks_till: string | null;
  last_automation_server_id: number | null;
  notification_emails: string | string[] | null;
  created_at: string;
  updated_at: string;
}

/** A window of sender profiles, filtered by the documented keys. */
export interface SenderProfileListParams extends ListParams {
  filter?: Partial<
    Record<
      | 'q'
      | 'uuid'
      | 'linkedin_browser_id'
      | 'linkedin_account_uuid'
      | 'mailbox_uuid'
      | 'assignee_user_id'
      | 'first_name'
      | 'last_name'
      | 'label'
      | 'status'
      | 'user_id'
      | 'created_at',
      FilterValue
    >
  >;
}

const PATH = '/flows/api/sender-profiles';

/** Reads of sender profiles, and what turns them on and off. */
export function senderProfiles(request: Request) {
  const put = (uuid: string, action: string) =>
    request({ method: 'PUT', path: `${PATH}/{uuid}/${action}`, params: { uuid } }, toNothing);

  return {
    list: (query: SenderProfileListParams) =>
      request({ method: 'GET', path: PATH, query: { ...query }, isCacheable: isUnfiltered(query.filter) }, (body) =>
        toPage<SenderProfile>(body),
      ),

    /** Up to 100 of them. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...byUuid(uuids) }, isProbe }, (body) =>
        toPage<SenderProfile>(body),
      ),

    /** null when there is no such sender profile. */
    get: (uuid: string) =>
      orNull(
        request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<SenderProfile>(body)),
      ),

    enable: (uuid: string) => put(uuid, 'enable'),
    disable: (uuid: string) => put(uuid, 'disable'),
  };
}
