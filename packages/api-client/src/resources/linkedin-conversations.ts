import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { FilterValue, ListParams } from '../wire/query.ts';

/** A thread between a LinkedIn account and a lead as the upstream sends it. It belongs to no flow. */
export interface LinkedinConversation {
  uuid: string;
  team_id: number;
  lead_uuid: string | null;
  linkedin_account_uuid: string | null;
  ln_id: string | null;
  ln_member_id: string | null;
  sn_id: string | null;
  conversation_hash: string | null;
  /** Known: `basic`, `sn`. */
  linkedin_messenger_type: string | null;
  lead_nickname: string | null;
  group_context: string | null;
  event_count: number | null;
  last_activity_at: string | null;
  last_stored_message_at: string | null;
  last_msg_sync_at: string | null;
  need_to_sync: boolean | number | null;
  created_at: string | null;
  updated_at: string | null;
}

/** A window of conversations, filtered by the only keys that are known. */
export interface LinkedinConversationListParams extends ListParams {
  filter?: Partial<Record<'linkedin_account_uuid' | 'lead_uuid', FilterValue>>;
}

const PATH = '/flows/api/linkedin-conversations';

/** Reads of conversations on LinkedIn. */
export function linkedinConversations(request: Request) {
  return {
    list: (params: LinkedinConversationListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) =>
        toPage<LinkedinConversation>(body),
      ),
  };
}
