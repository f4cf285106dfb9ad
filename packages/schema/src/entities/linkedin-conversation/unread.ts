import type { Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { loadInBatches } from '../../kit/loading.ts';
import { perOperation } from '../../per-operation.ts';
import { whenMessagesChange } from '../message/messages.ts';
import { noteLead } from './loading.ts';
import { type MessageFilter, type MessageWalk, messageWindows, walkMessages } from './walk-messages.ts';

/** What no reference says that messages can be filtered by. */
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

/** More than `count` of them, or all that there are. */
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
