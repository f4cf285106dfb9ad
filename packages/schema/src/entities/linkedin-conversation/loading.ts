import type { LinkedinConversation as ConversationRow, Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { isUuid } from '../../global-id.ts';
import { firstOf } from '../../kit/connection.ts';
import { loadEach } from '../../kit/loading.ts';
import { perOperation } from '../../per-operation.ts';
import { messageOrder, whenMessagesChange } from '../message/messages.ts';
import { toConversation } from './from-messages.ts';
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

/** Conversations of one lead: far fewer. */
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
