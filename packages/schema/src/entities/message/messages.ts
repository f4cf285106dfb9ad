import type { MessageListParams, Message as MessageRow } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { refuse } from '../../codes.ts';
import type { Context } from '../../context.ts';
import { isUuid } from '../../global-id.ts';
import { connection, hasMany, searchArgs } from '../../kit/connection.ts';
import { checkedTimeRange, filterInput, id, ids, oneOf, text } from '../../kit/filter-input.ts';
import { inOrder, orderInput } from '../../kit/order-input.ts';
import { byId } from '../../kit/relations.ts';
import { Lead } from '../lead/lead.ts';
import { Message, MessageDirection, MessageStatus } from './message.ts';

const conditions = {
  senderProfileId: id('sender_profile_uuid', 'SenderProfile', 'Sent or received by this sender profile.'),
  conversationId: id('linkedin_conversation_uuid', 'LinkedinConversation', 'In this LinkedIn conversation.'),
  direction: oneOf(MessageDirection, 'type', 'With this direction.'),
  status: oneOf(MessageStatus, 'status', 'With this status.'),
  automation: text('automation', 'With this `automation`.'),
  linkedinType: text('linkedin_type', 'With this `linkedinType`.'),
  templateId: id('template_uuid', 'AiTemplate', 'Made from this template.'),
  sentAt: checkedTimeRange(
    'sent_at',
    'Delivered in this range. Ordered by `SENT_AT`, the range is found at once. In another order, messages outside of it are ' +
      'read and left out: a page may then be short, or empty, although more follow.',
  ),
  createdAt: checkedTimeRange(
    'created_at',
    'Stored in this range. Ordered by `CREATED_AT`, the range is found at once. In another order, messages outside of it are ' +
      'read and left out: a page may then be short, or empty, although more follow.',
  ),
};

export const leadMessageFilter = filterInput(
  'GetSalesLeadMessageFilter',
  'Conditions on the messages of a lead.',
  conditions,
);

export const messageFilter = filterInput('GetSalesMessageFilter', 'Conditions on messages.', {
  leadId: id('lead_uuid', 'Lead', 'To or from this lead. Cannot be combined with `leadIds`.'),
  leadIds: ids('lead_uuid', 'Lead', 'To or from any of these leads'),
  ...conditions,
});

export const messageOrder = orderInput('GetSalesMessageOrder', {
  things: 'messages',
  description:
    'The order of a list of messages. Queued messages have no `sentAt`, and GetSales puts them at the old end of that order. A ' +
    'conversation as people see it, with those at the new end, is `Lead.thread`.',
  fields: {
    SENT_AT: { value: 'sent_at', description: 'When LinkedIn delivered it: the order of a conversation.' },
    CREATED_AT: {
      value: 'created_at',
      description: 'When GetSales stored it: shows what is new, including history that was synced late.',
    },
    UPDATED_AT: { value: 'updated_at', description: 'When it last changed. Rows move while you page.' },
  },
  default: 'sent_at',
});

export const MessageConnection = builder.connectionObject({ type: Message, name: 'MessageConnection' });

builder.queryFields((t) => ({
  message: t.field({
    description: 'One message; null when GetSales has none by this id.',
    ...byId(Message, 'message'),
  }),
  messages: t.connection(
    {
      type: Message,
      description: 'Your LinkedIn messages, sent and received, by default the latest first.',
      args: {
        ...messageFilter.args('Conditions on the messages. Without it, all messages.'),
        ...searchArgs('Text to find in the messages.'),
        ...messageOrder.args,
      },
      resolve: connection(Message, {
        name: 'Query.messages',
        filter: messageFilter,
        order: messageOrder,
        list: (context) => (params) => listMessages(params, context),
      }),
    },
    MessageConnection,
  ),
}));

const leadMessages = hasMany(Message, {
  name: 'Lead.messages',
  key: 'lead_uuid',
  isDense: true,
  filter: leadMessageFilter,
  order: messageOrder,
  list: ({ api }) => api.messages.list,
});

builder.objectField(Lead, 'messages', (t) =>
  t.connection(
    {
      type: Message,
      description: 'Messages to and from this lead, by default the latest first.',
      args: {
        ...leadMessageFilter.args('Conditions on the messages. Without it, all messages.'),
        ...searchArgs('Text to find in the messages.'),
        ...messageOrder.args,
      },
      resolve: leadMessages.resolve,
    },
    MessageConnection,
  ),
);

const leadThread = hasMany(Message, {
  name: 'Lead.thread',
  key: 'lead_uuid',
  isDense: true,
  order: { toOrder: () => inOrder('sent_at', 'asc') },
  undatedBy: 'created_at',
  list: ({ api }) => api.messages.list,
});

builder.objectField(Lead, 'thread', (t) =>
  t.connection(
    {
      type: Message,
      description:
        'The conversation with this lead as people see it, the oldest message first. What is queued, being sent or failed has no ' +
        '`sentAt` and stands at the new end, by `createdAt`. `last: 20` gives the newest messages.',
      resolve: leadThread.resolve,
    },
    MessageConnection,
  ),
);

const forgetters: ((context: Context) => void)[] = [];

/** Lets others drop what an operation has made of messages, when one is written. */
export function whenMessagesChange(forget: (context: Context) => void): void {
  forgetters.push(forget);
}

/** A message was written: what the operation holds of messages is old. */
export function forgetMessages(context: Context): void {
  Message.forget(context);
  leadMessages.forget(context);
  leadThread.forget(context);
  for (const forget of forgetters) forget(context);
}

/** A filter by several leads is not taken for granted: an upstream that ignores it answers with everybody's messages. */
async function listMessages(params: MessageListParams, { api }: Context) {
  const page = await api.messages.list(params);
  const leads = params.filter?.lead_uuid;
  const asked = Array.isArray(leads) ? new Set<unknown>(leads) : undefined;
  const isOfOther = ({ lead_uuid }: MessageRow) =>
    isUuid(lead_uuid) ? !asked?.has(lead_uuid.toLowerCase()) : lead_uuid === null;
  if (asked && page.data.some(isOfOther)) {
    throw refuse('UPSTREAM_ERROR', 'GetSales ignored `filter.leadIds`: ask for one lead at a time.');
  }
  return page;
}
