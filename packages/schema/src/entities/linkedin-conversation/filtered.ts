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
import { pageOfRows } from '../../kit/page-of-rows.ts';
import { perOperation } from '../../per-operation.ts';
import { SenderProfile } from '../sender-profile.ts';
import { conversationsFromMessages, isLatestFirst, listConversations } from './list.ts';
import { loadConversations } from './loading.ts';
import { countUnreadIn } from './unread.ts';

type UpstreamFilter = NonNullable<LinkedinConversationListParams['filter']>;

const ORDER = 'the order of conversations';

interface Filter {
  unread?: FilterValue;
  sender_profile_uuid?: FilterValue;
  lead_uuid?: FilterValue;
}

/** All rows of a filter that the upstream's list does not know, by the filter: each page of the connection is taken from them. */
const wholeLists = perOperation(() => new Map<string, Promise<readonly ConversationRow[]>>());

/** The upstream's list knows accounts in place of senders, and nothing of what is unread. */
export async function listFiltered(
  { filter: { unread, sender_profile_uuid, lead_uuid }, ...window }: ListParams & { filter: Filter },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Page<ConversationRow>> {
  const filter: UpstreamFilter = lead_uuid === undefined ? {} : { lead_uuid };
  if (sender_profile_uuid !== undefined) {
    const sender = await SenderProfile.find(String(sender_profile_uuid), context, info);
    if (!sender?.linkedin_account_uuid) return { data: [], total: 0, hasMore: false };
    filter.linkedin_account_uuid = sender.linkedin_account_uuid;
  }
  if (unread === undefined) return listLatestFirst({ ...window, filter }, context);
  const known = wholeLists(context);
  const key = JSON.stringify([filter, unread]);
  const rows =
    known.get(key) ?? (unread === 1 ? readUnread(filter, context) : readOthers({ ...window, filter }, context));
  known.set(key, rows);
  return pageOfRows(await rows, window);
}

/** Where the upstream's list has another order, the messages tell the one that an inbox wants. */
async function listLatestFirst(
  params: LinkedinConversationListParams,
  context: Context,
): Promise<Page<ConversationRow>> {
  const { batches } = context.api.findings;
  if (batches.get(ORDER)?.isHonoured !== false) {
    const page = await listConversations(context)(params);
    if (isLatestFirst(page.data)) return page;
    batches.set(ORDER, { isHonoured: false, holdsUntilMs: Number.POSITIVE_INFINITY });
  }
  return conversationsFromMessages(params, context);
}

async function readUnread(filter: UpstreamFilter, context: Context): Promise<readonly ConversationRow[]> {
  const unread = await countUnreadIn(filter, context);
  const rows = await loadConversations([...unread.keys()], context);
  return rows.flatMap((row) => {
    if (row instanceof Error) throw row;
    return row ?? [];
  });
}

async function readOthers(
  params: ListParams & { filter: UpstreamFilter },
  context: Context,
): Promise<readonly ConversationRow[]> {
  const unread = await countUnreadIn(params.filter, context);
  const list = listConversations(context);
  const rows = new Map<string, ConversationRow>();
  for (let offset = 0; ; ) {
    const page = await list({ ...params, limit: 100, offset });
    for (const row of page.data) rows.set(row.uuid, row);
    const end = offset + countRows(page);
    if (countRows(page) === 0 || page.hasMore === false || end === page.total) break;
    if (offset === 0 && page.total !== null) await context.api.afford(Math.ceil((page.total - end) / countRows(page)));
    offset = end;
  }
  return [...rows.values()].filter(({ uuid }) => !unread.has(uuid));
}
