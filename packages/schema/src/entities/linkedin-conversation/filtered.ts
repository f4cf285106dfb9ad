import {
  type LinkedinConversation as ConversationRow,
  countRows,
  type FilterValue,
  type LinkedinConversationListParams,
  type ListParams,
  type Page,
} from '@getsales-gateway/api-client';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { selects } from '../../selection.ts';
import { SenderProfile } from '../sender-profile.ts';
import { conversationsFromMessages } from './from-messages.ts';
import { type InboxRow, isLatestFirst, listConversations } from './list.ts';
import { countUnreadIn, loadConversations, readUnread } from './loading.ts';

type UpstreamFilter = NonNullable<LinkedinConversationListParams['filter']>;

const ORDER = 'the order of conversations';
/** How long the upstream's list counts as one in another order. */
const DOUBT_HOLDS_MS = 10 * 60_000;

interface Filter {
  unread?: FilterValue;
  sender_profile_uuid?: FilterValue;
  lead_uuid?: FilterValue;
}

/** The upstream's list knows accounts in place of senders, and nothing of what is unread. */
export async function listFiltered(
  { filter: { unread, sender_profile_uuid, lead_uuid }, ...window }: ListParams & { filter: Filter },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Page<InboxRow>> {
  const filter: UpstreamFilter = lead_uuid === undefined ? {} : { lead_uuid };
  if (sender_profile_uuid !== undefined) {
    const sender = await SenderProfile.find(String(sender_profile_uuid), context, info);
    if (!sender?.linkedin_account_uuid) return { data: [], total: 0, hasMore: false };
    filter.linkedin_account_uuid = sender.linkedin_account_uuid;
  }
  if (unread === undefined) return listLatestFirst({ ...window, filter }, context);
  if (unread === 1) return listUnread(filter, window, context, selects(info, ['totalCount']));
  return listOthers({ ...window, filter }, context, selects(info, ['totalCount']));
}

/** Reads as many as the window needs, or all if they are to be counted. */
async function listUnread(
  filter: UpstreamFilter,
  { limit, offset }: ListParams,
  context: Context,
  isWhole: boolean,
): Promise<Page<InboxRow>> {
  const { latest, isOver } = await readUnread(filter, isWhole ? Number.POSITIVE_INFINITY : offset + limit, context);
  const uuids = [...latest.keys()].slice(offset, offset + limit);
  const rows = await loadConversations(uuids, context);
  const data = rows.flatMap((row): InboxRow[] => {
    if (row instanceof Error) throw row;
    return row === null ? [] : [{ ...row, last_unread_at: latest.get(row.uuid) ?? null }];
  });
  const end = offset + uuids.length;
  return { data, total: isOver ? latest.size : null, hasMore: !isOver || end < latest.size };
}

/** Where the upstream's list has another order, the messages tell the one that an inbox wants. */
async function listLatestFirst(
  params: LinkedinConversationListParams,
  context: Context,
): Promise<Page<ConversationRow>> {
  const { batches } = context.api.findings;
  if (performance.now() >= (batches.get(ORDER)?.holdsUntilMs ?? 0)) {
    const page = await listConversations(context)(params);
    if (isLatestFirst(page.data)) return page;
    batches.set(ORDER, { isHonoured: false, holdsUntilMs: performance.now() + DOUBT_HOLDS_MS });
  }
  return conversationsFromMessages(params, context);
}

/** Conversations without unread messages, as many as the window needs. */
async function listOthers(
  { limit, offset, ...params }: ListParams & { filter: UpstreamFilter },
  context: Context,
  isWhole: boolean,
): Promise<Page<InboxRow>> {
  const unread = await countUnreadIn(params.filter, context);
  const rows = new Map<string, InboxRow>();
  for (let place = 0, isOver = false; ; ) {
    if (isOver || (!isWhole && rows.size > offset + limit)) {
      const data = [...rows.values()].slice(offset, offset + limit);
      return { data, total: isOver ? rows.size : null, hasMore: !isOver || rows.size > offset + limit };
    }
    const page = await listLatestFirst({ ...params, limit: 100, offset: place }, context);
    for (const row of page.data) if (!unread.has(row.uuid)) rows.set(row.uuid, row);
    place += countRows(page);
    isOver = countRows(page) === 0 || page.hasMore === false || place === page.total;
    if (isWhole && !isOver && place === countRows(page) && page.total !== null) {
      await context.api.afford(Math.ceil((page.total - place) / countRows(page)));
    }
  }
}
