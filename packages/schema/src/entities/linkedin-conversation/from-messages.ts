import type {
  LinkedinConversation as ConversationRow,
  LinkedinConversationListParams,
  Message as MessageRow,
  Page,
} from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { pageOfRows } from '../../kit/page-of-rows.ts';
import { perOperation } from '../../per-operation.ts';
import { whenMessagesChange } from '../message/messages.ts';
import { type MessageFilter, type MessageWalk, messageWindows, walkMessages } from './walk-messages.ts';

/** Conversations that are put together from messages, as far as these have been read, the one with the latest message first. */
interface Threads {
  rows: Map<string, ConversationRow>;
  walk: MessageWalk;
}

const known = perOperation(() => new Map<string, Threads>());

/**
 * The messages are read from the latest on: the first one of each conversation is its last activity. So many of them are read as
 * the window needs, once for each operation.
 */
export async function conversationsFromMessages(
  params: LinkedinConversationListParams,
  context: Context,
): Promise<Page<ConversationRow>> {
  const { filter = {}, limit, offset, order_field, order_type } = params;
  const isWhole = order_field !== 'last_activity_at' || order_type !== 'desc';
  const key = JSON.stringify([filter, isWhole]);
  const threads = known(context).get(key) ?? createThreads(filter, context, isWhole);
  known(context).set(key, threads);
  const { rows, walk } = threads;
  await walk.readUntil(() => !isWhole && rows.size > offset + limit);
  const conversations = [...rows.values()];
  const page = isWhole
    ? pageOfRows(conversations, params)
    : { data: conversations.slice(offset, offset + limit), hasMore: !walk.isOver || rows.size > offset + limit };
  return { ...page, total: walk.isOver ? rows.size : null };
}

function createThreads(filter: MessageFilter, context: Context, isWhole: boolean): Threads {
  const rows = new Map<string, ConversationRow>();
  const walk = walkMessages(messageWindows(filter, context, { isWhole }), (messages) => {
    for (const message of messages) {
      const uuid = message.linkedin_conversation_uuid?.toLowerCase();
      if (uuid === undefined) continue;
      const row = rows.get(uuid) ?? toConversation(uuid, message);
      rows.set(uuid, { ...row, lead_uuid: row.lead_uuid ?? message.lead_uuid });
    }
  });
  return { rows, walk };
}

/** What the latest message tells of its conversation. */
export function toConversation(uuid: string, latest: MessageRow): ConversationRow {
  return {
    uuid,
    team_id: latest.team_id,
    lead_uuid: latest.lead_uuid,
    linkedin_account_uuid: latest.linkedin_account_uuid,
    ln_id: null,
    ln_member_id: null,
    sn_id: null,
    conversation_hash: null,
    linkedin_messenger_type: null,
    lead_nickname: null,
    group_context: null,
    event_count: null,
    last_activity_at: latest.sent_at,
    last_stored_message_at: null,
    last_msg_sync_at: null,
    need_to_sync: null,
    created_at: null,
    updated_at: null,
  };
}

whenMessagesChange((context) => known(context).clear());
