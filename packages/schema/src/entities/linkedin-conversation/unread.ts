import type { MessageListParams, Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { guess } from '../../kit/guess.ts';
import { loadInBatches } from '../../kit/loading.ts';
import { whenMessagesChange } from '../message/messages.ts';
import { noteLead } from './loading.ts';
import { walkMessages } from './walk-messages.ts';

const counts = loadInBatches((uuids, context) => countUnreadIn({ linkedin_conversation_uuid: uuids }, context), 0);

/** The unread messages of a conversation. Those of many are counted together. */
export function countUnread(uuid: string, context: Context): Promise<number> {
  return counts(context).load(uuid);
}

/**
 * Counts unread messages by conversation. The upstream is asked for those without `read_at`, which no reference says that it can
 * filter by: each row is checked, so that an upstream that ignores or refuses it only makes the walk longer.
 */
export async function countUnreadIn(
  filter: NonNullable<MessageListParams['filter']>,
  context: Context,
): Promise<Map<string, number>> {
  const unread = new Map<string, Set<string>>();
  const take = (rows: readonly MessageRow[]) => {
    for (const { uuid, linkedin_conversation_uuid, lead_uuid, type, read_at } of rows) {
      const conversation = linkedin_conversation_uuid?.toLowerCase();
      if (conversation === undefined || type !== 'inbox' || read_at !== null) continue;
      noteLead(conversation, lead_uuid, context);
      unread.set(conversation, (unread.get(conversation) ?? new Set()).add(uuid));
    }
    return true;
  };
  const walk = (of: NonNullable<MessageListParams['filter']>) => walkMessages(of, context, take, { isWhole: true });
  const inbox = { ...filter, type: 'inbox' };
  await guess(
    () => walk({ ...inbox, read_at: 'is_null' }),
    () => walk(inbox),
  );
  const known = new Map([...unread].map(([conversation, messages]) => [conversation, messages.size]));
  for (const [conversation, count] of known) counts(context).prime(conversation, count);
  return known;
}

whenMessagesChange((context) => void counts(context).clearAll());
