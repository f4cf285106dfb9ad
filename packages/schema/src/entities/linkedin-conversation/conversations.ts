import { builder } from '../../builder.ts';
import { connection, hasMany } from '../../kit/connection.ts';
import { filterInput, id, yesNo } from '../../kit/filter-input.ts';
import { byId } from '../../kit/relations.ts';
import { Lead } from '../lead/lead.ts';
import { Message } from '../message/message.ts';
import { leadMessageFilter, MessageConnection, messageOrder, whenMessagesChange } from '../message/messages.ts';
import { LinkedinConversation } from './conversation.ts';
import { listFiltered } from './filtered.ts';
import { INBOX_ORDER, LAST_ACTIVITY_FIRST, listConversations } from './list.ts';

const conversationFilter = filterInput('GetSalesLinkedinConversationFilter', 'Conditions on conversations.', {
  unread: yesNo(
    'unread',
    'True: with messages of the lead that nobody has opened in GetSales, the one with the latest of them first. So many messages are ' +
      'read as the page needs; where GetSales cannot tell which are unread, received messages are read from the latest on. False: ' +
      'without; all unread messages and all conversations are read for it. `totalCount` reads all of them too.',
  ),
  senderProfileId: id('sender_profile_uuid', 'SenderProfile', 'Of this sender profile.'),
  leadId: id('lead_uuid', 'Lead', 'With this lead.'),
});

const ConversationConnection = builder.connectionObject({
  type: LinkedinConversation,
  name: 'LinkedinConversationConnection',
});

const UNDOCUMENTED =
  'Not documented by GetSales itself: where its list is unknown, it is put together from the messages, from the latest on.';

builder.queryFields((t) => ({
  linkedinConversation: t.field({
    description: 'One conversation; null when GetSales has no message of it. Not documented by GetSales itself.',
    ...byId(LinkedinConversation, 'conversation'),
  }),
  linkedinConversations: t.connection(
    {
      type: LinkedinConversation,
      description: `Conversations on LinkedIn, the one with the latest message first. ${UNDOCUMENTED}`,
      args: conversationFilter.args('Conditions on the conversations. Without it, all conversations.'),
      resolve: connection(LinkedinConversation, {
        name: 'Query.linkedinConversations',
        filter: conversationFilter,
        order: INBOX_ORDER,
        list: (context, info) => (params) => listFiltered(params, context, info),
      }),
    },
    ConversationConnection,
  ),
}));

const leadConversations = hasMany(LinkedinConversation, {
  name: 'Lead.conversations',
  key: 'lead_uuid',
  order: LAST_ACTIVITY_FIRST,
  list: listConversations,
});

builder.objectField(Lead, 'conversations', (t) =>
  t.connection(
    {
      type: LinkedinConversation,
      description: `Conversations with the lead on LinkedIn, the one with the latest message first. ${UNDOCUMENTED}`,
      resolve: leadConversations.resolve,
    },
    ConversationConnection,
  ),
);

const conversationMessages = hasMany(Message, {
  name: 'LinkedinConversation.messages',
  key: 'linkedin_conversation_uuid',
  isDense: true,
  filter: leadMessageFilter,
  order: messageOrder,
  list: ({ api }) => api.messages.list,
});

builder.objectField(LinkedinConversation, 'messages', (t) =>
  t.connection(
    {
      type: Message,
      description: 'Messages of the conversation, by default the latest first.',
      args: {
        ...leadMessageFilter.args('Conditions on the messages. Without it, all messages.'),
        ...messageOrder.args,
      },
      resolve: conversationMessages.resolve,
    },
    MessageConnection,
  ),
);

whenMessagesChange((context) => {
  LinkedinConversation.forget(context);
  leadConversations.forget(context);
  conversationMessages.forget(context);
});
