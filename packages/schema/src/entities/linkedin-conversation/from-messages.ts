import {
  type LinkedinConversation as ConversationRow,
  countRows,
  type LinkedinConversationListParams,
  type MessageListParams,
  type Message as MessageRow,
  type Page,
} from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { guess } from '../../kit/guessed-list.ts';
import { perOperation } from '../../per-operation.ts';
import { pageOfRows } from '../../small-collection.ts';
import { whenMessagesChange } from '../message/messages.ts';

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
      const row = rows.get(uuid);
      if (row === undefined) rows.set(uuid, toConversation(uuid, message));
      else row.lead_uuid ??= message.lead_uuid;
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

export type MessageFilter = NonNullable<MessageListParams['filter']>;

const WINDOW = 100;
/** Rows that two windows have in common: no row is missed if others vanish in between. */
const OVERLAP = 5;

/** Messages that LinkedIn has not carried yet come last. */
const LATEST_FIRST = { order_field: 'sent_at', order_type: 'desc' } as const;

interface MessageWindow {
  rows: readonly MessageRow[];
  isLast: boolean;
}

interface Options {
  /** Whether all windows are wanted: then the budget is asked after the first one. */
  isWhole: boolean;
  /** Further conditions that the upstream may not know. Each row is to be checked. */
  guessed?: MessageFilter;
}

/**
 * Reads messages window by window, the latest first. A row can come twice.
 *
 * @throws QUERY_TOO_EXPENSIVE after the first window, where all of them are wanted and the budget cannot serve them.
 */
export async function* messageWindows(
  filter: MessageFilter,
  { api }: Context,
  { isWhole, guessed }: Options,
): AsyncGenerator<MessageWindow, void> {
  let isGuessed = guessed !== undefined;
  const list = (of: MessageFilter, offset: number) =>
    api.messages.list({ filter: of, limit: WINDOW, offset, ...LATEST_FIRST });
  for (let offset = 0; ; ) {
    const without = () => {
      isGuessed = false;
      return list(filter, offset);
    };
    const page = isGuessed ? await guess(() => list({ ...filter, ...guessed }, offset), without) : await without();
    const count = countRows(page);
    const end = offset + count;
    const isLast = count === 0 || (page.total === null ? page.hasMore !== true : end >= page.total);
    yield { rows: page.data, isLast };
    if (isLast) return;
    if (offset === 0 && isWhole && page.total !== null) {
      await api.afford(Math.ceil((page.total - end) / Math.max(1, count - OVERLAP)));
    }
    offset = Math.max(offset + 1, end - OVERLAP);
  }
}

export interface MessageWalk {
  isOver: boolean;
  /** Reads on until it is enough, or no more is left. */
  readUntil(isEnough: () => boolean): Promise<void>;
}

/** A walk that goes on where the last reader left off. Those who wait for it read in turn. */
export function walkMessages(
  windows: AsyncGenerator<MessageWindow, void>,
  take: (rows: readonly MessageRow[]) => void,
): MessageWalk {
  let turn = Promise.resolve();
  const walk: MessageWalk = {
    isOver: false,
    readUntil(isEnough) {
      turn = turn.then(() => readOn(isEnough));
      return turn;
    },
  };
  async function readOn(isEnough: () => boolean): Promise<void> {
    while (!walk.isOver && !isEnough()) {
      const { value } = await windows.next();
      take(value?.rows ?? []);
      walk.isOver = value?.isLast ?? true;
    }
  }
  return walk;
}
