import type { LinkedinConversation as ConversationRow, Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { isUuid } from '../../global-id.ts';
import { firstOf } from '../../kit/connection.ts';
import { loadEach, loadInBatches } from '../../kit/loading.ts';
import { perOperation } from '../../per-operation.ts';
import { messageOrder, whenMessagesChange } from '../message/messages.ts';
import { type MessageFilter, type MessageWalk, messageWindows, toConversation, walkMessages } from './from-messages.ts';
import { LAST_ACTIVITY_FIRST, listConversations } from './list.ts';

const firstMessages = firstOf<MessageRow, never, 'linkedin_conversation_uuid'>({
  name: 'LinkedinConversation.lastMessage',
  key: 'linkedin_conversation_uuid',
  order: messageOrder,
  list: ({ api }) => api.messages.list,
});

const firstConversations = firstOf<ConversationRow, never, 'lead_uuid'>({
  name: 'conversations by lead',
  key: 'lead_uuid',
  order: LAST_ACTIVITY_FIRST,
  list: listConversations,
});

/** More than one lead has. */
const MOST_OF_A_LEAD = 50;

/** Which lead a conversation is with, as messages at hand tell it. */
const leads = perOperation(() => new Map<string, string>());

export function noteLead(conversation: string | null, lead: string | null, context: Context): void {
  if (isUuid(conversation) && isUuid(lead)) leads(context).set(conversation.toLowerCase(), lead.toLowerCase());
}

/** The latest message that LinkedIn has carried; null where none is stored. Those of many conversations are read together. */
export async function findLastMessage(uuid: string, context: Context): Promise<MessageRow | null> {
  const [message = null] = await firstMessages.load(uuid, 1, context);
  return message;
}

/**
 * The upstream has no route for one conversation: its row is in the list of its lead's conversations, and the lead is told by a
 * message. What that list lacks is put together from the message.
 */
export const loadConversations = loadEach(async (uuid, context): Promise<ConversationRow | null> => {
  const known = leads(context).get(uuid);
  const message = known === undefined ? await findLastMessage(uuid, context) : undefined;
  if (message === null) return null;
  const lead = known ?? message?.lead_uuid?.toLowerCase();
  const rows = lead === undefined ? [] : await firstConversations.load(lead, MOST_OF_A_LEAD, context);
  const row = rows.find((each) => each.uuid === uuid);
  if (row) return row;
  const last = message ?? (await findLastMessage(uuid, context));
  return last && toConversation(uuid, last);
});

whenMessagesChange((context) => {
  firstMessages.forget(context);
  firstConversations.forget(context);
});

/** A filter that no reference lists. */
const UNREAD: MessageFilter = { read_at: 'is_null' };

const counts = loadInBatches((uuids, context) => countUnreadIn({ linkedin_conversation_uuid: uuids }, context), 0);

/** The unread messages of a conversation. Those of many are counted together. */
export function countUnread(uuid: string, context: Context): Promise<number> {
  return counts(context).load(uuid);
}

/** Counts all unread messages that match, by conversation. */
export async function countUnreadIn(filter: MessageFilter, context: Context): Promise<Map<string, number>> {
  const unread = new Map<string, Set<string>>();
  const windows = messageWindows({ ...filter, type: 'inbox' }, context, { isWhole: true, guessed: UNREAD });
  for await (const { rows } of windows) {
    for (const [conversation, { uuid }] of unreadOf(rows, context)) {
      unread.set(conversation, (unread.get(conversation) ?? new Set()).add(uuid));
    }
  }
  return new Map([...unread].map(([conversation, messages]) => [conversation, messages.size]));
}

/** Conversations with unread messages, the one with the latest unread message first, as far as messages have been read. */
interface Unread {
  /** When the latest unread message was sent, by conversation. */
  latest: Map<string, string | null>;
  walk: MessageWalk;
}

const known = perOperation(() => new Map<string, Unread>());

/** Reads until there are more than `count`, or no more. */
export async function readUnread(
  filter: MessageFilter,
  count: number,
  context: Context,
): Promise<{ latest: ReadonlyMap<string, string | null>; isOver: boolean }> {
  const isWhole = count === Number.POSITIVE_INFINITY;
  const key = JSON.stringify([filter, isWhole]);
  const unread = known(context).get(key) ?? createUnread(filter, context, isWhole);
  known(context).set(key, unread);
  const { latest, walk } = unread;
  await walk.readUntil(() => latest.size > count);
  return { latest, isOver: walk.isOver };
}

function createUnread(filter: MessageFilter, context: Context, isWhole: boolean): Unread {
  const latest = new Map<string, string | null>();
  const windows = messageWindows({ ...filter, type: 'inbox' }, context, { isWhole, guessed: UNREAD });
  const walk = walkMessages(windows, (rows) => {
    for (const [conversation, { sent_at }] of unreadOf(rows, context)) {
      if (!latest.has(conversation)) latest.set(conversation, sent_at);
    }
  });
  return { latest, walk };
}

/** Each row is checked: an upstream that ignores the filter, or refuses it, only makes the walk longer. */
function unreadOf(rows: readonly MessageRow[], context: Context): [string, MessageRow][] {
  return rows.flatMap((row): [string, MessageRow][] => {
    const conversation = row.linkedin_conversation_uuid?.toLowerCase();
    if (conversation === undefined || row.type !== 'inbox' || row.read_at !== null) return [];
    noteLead(conversation, row.lead_uuid, context);
    return [[conversation, row]];
  });
}

whenMessagesChange((context) => {
  counts(context).clearAll();
  known(context).clear();
});
