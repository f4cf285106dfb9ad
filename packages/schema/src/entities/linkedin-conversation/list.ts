import {
  type LinkedinConversation as ConversationRow,
  isUnknownRoute,
  type LinkedinConversationListParams,
  type Message as MessageRow,
  type Page,
  toInstant,
} from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { pageOfRows } from '../../kit/page-of-rows.ts';
import { walkMessages } from './walk-messages.ts';

/** What an inbox wants: the conversation that something happened in last comes first. */
export const LAST_ACTIVITY_FIRST = {
  toOrder: () => ({ orderField: 'last_activity_at' as const, sortDirection: 'desc' as const, nullsFirst: false }),
};

/** How long the upstream's list counts as unknown. */
const UNKNOWN_FOR_MS = 10 * 60_000;
const FINDING = 'the list of conversations';

/** One window of the upstream's list of conversations. Where it knows no such list, it is put together from the messages. */
export function listConversations(context: Context) {
  const { batches } = context.api.findings;
  return async (params: LinkedinConversationListParams, form = { isProbe: false }): Promise<Page<ConversationRow>> => {
    if (performance.now() < (batches.get(FINDING)?.holdsUntilMs ?? 0))
      return conversationsFromMessages(params, context);
    return context.api.linkedinConversations.list(params, form).catch((error: unknown) => {
      if (!isUnknownRoute(error)) throw error;
      batches.set(FINDING, { isHonoured: false, holdsUntilMs: performance.now() + UNKNOWN_FOR_MS });
      return conversationsFromMessages(params, context);
    });
  };
}

/** Whether the conversation with the latest message comes first: the upstream's list has no documented order. */
export function isLatestFirst(rows: readonly ConversationRow[]): boolean {
  const times = rows.map(({ last_activity_at }) =>
    last_activity_at === null ? '' : (toInstant(last_activity_at) ?? ''),
  );
  return times.every((time, index) => index === 0 || time <= (times[index - 1] ?? ''));
}

/**
 * The messages are read from the latest on: the first one of each conversation is its last activity. So many of them are read as
 * the window needs.
 */
export async function conversationsFromMessages(
  params: LinkedinConversationListParams,
  context: Context,
): Promise<Page<ConversationRow>> {
  const { filter = {}, limit, offset, order_field, order_type } = params;
  const isWhole = order_field !== 'last_activity_at' || order_type !== 'desc';
  const threads = new Map<string, MessageRow[]>();
  let isOver = false;
  const take = (rows: readonly MessageRow[], isLast: boolean) => {
    for (const row of rows) {
      const uuid = row.linkedin_conversation_uuid?.toLowerCase();
      if (uuid !== undefined) threads.set(uuid, [...(threads.get(uuid) ?? []), row]);
    }
    isOver = isLast;
    return isWhole || threads.size <= offset + limit;
  };
  await walkMessages(filter, context, take, { isWhole });
  const conversations = [...threads].map(([uuid, messages]) => toConversation(uuid, messages));
  const page = isWhole
    ? pageOfRows(conversations, params)
    : { data: conversations.slice(offset, offset + limit), hasMore: !isOver || conversations.length > offset + limit };
  return { ...page, total: isOver ? conversations.length : null };
}

/** What messages tell of their conversation. They are the latest first, and begin with the latest. */
export function toConversation(uuid: string, messages: readonly MessageRow[]): ConversationRow {
  const [latest] = messages;
  return {
    uuid,
    team_id: latest?.team_id ?? 0,
    lead_uuid: messages.find(({ lead_uuid }) => lead_uuid !== null)?.lead_uuid ?? null,
    linkedin_account_uuid: latest?.linkedin_account_uuid ?? null,
    ln_id: null,
    ln_member_id: null,
    sn_id: null,
    conversation_hash: null,
    linkedin_messenger_type: null,
    lead_nickname: null,
    group_context: null,
    event_count: null,
    last_activity_at: latest?.sent_at ?? null,
    last_stored_message_at: null,
    last_msg_sync_at: null,
    need_to_sync: null,
    created_at: null,
    updated_at: null,
  };
}
