import {
  type LinkedinConversation as ConversationRow,
  isUnknownRoute,
  type LinkedinConversationListParams,
  type Page,
  toInstant,
} from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { conversationsFromMessages } from './from-messages.ts';

/** A conversation as it stands in a list. */
export interface InboxRow extends ConversationRow {
  /** When the latest unread message was sent, in a list of conversations with unread messages. */
  last_unread_at?: string | null;
}

const DESCENDING = { sortDirection: 'desc' as const, nullsFirst: false };

/** What an inbox wants: the conversation that something happened in last comes first. */
export const LAST_ACTIVITY_FIRST = { toOrder: () => ({ orderField: 'last_activity_at' as const, ...DESCENDING }) };

/** Of those with unread messages, the one with the latest unread message comes first: so many are read as a page needs. */
export const INBOX_ORDER = {
  toOrder: (_orderBy: unknown, filter: object = {}) => ({
    orderField: 'unread' in filter && filter.unread === 1 ? ('last_unread_at' as const) : ('last_activity_at' as const),
    ...DESCENDING,
  }),
};

/** How long the upstream's list counts as unknown. */
const UNKNOWN_FOR_MS = 10 * 60_000;
const FINDING = 'the list of conversations';

/** One window of the upstream's list of conversations. Where it knows no such list, it is put together from the messages. */
export function listConversations(context: Context) {
  const { batches } = context.api.findings;
  return async (params: LinkedinConversationListParams, form = { isProbe: false }): Promise<Page<InboxRow>> => {
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
