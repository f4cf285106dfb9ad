import type { LinkedinConversation as ConversationRow, Message as MessageRow } from '@getsales-gateway/api-client';
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { costs } from '../../cost/declared.ts';
import { entity } from '../../kit/entity.ts';
import { referenceTo, uuidIn } from '../../kit/relations.ts';
import { dateTime, flag } from '../../wire.ts';
import { Lead } from '../lead/lead.ts';
import { Message } from '../message/message.ts';
import { findSenderOfAccount, SenderProfile } from '../sender-profile.ts';
import type { InboxRow } from './list.ts';
import { countUnread, findLastMessage, loadConversations, noteLead } from './loading.ts';

export const LinkedinConversation = entity<InboxRow>('LinkedinConversation', {
  scope: 'messages:read',
  load: loadConversations,
});

const UNDOCUMENTED =
  'GetSales itself does not document its list of conversations: where it is unknown, they are put together from the messages, and ' +
  'fields that messages do not tell are null.';

LinkedinConversation.implement({
  description: `A thread on LinkedIn between one of your accounts and a lead. It belongs to no automation. ${UNDOCUMENTED}`,
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    lead: t.field(referenceTo(Lead, 'lead_uuid', 'The other side of the conversation.')),
    linkedinAccountId: t.exposeID('linkedin_account_uuid', { description: 'Your LinkedIn account.' }),
    senderProfile: t.field({
      type: SenderProfile,
      description: 'Your side of the conversation.',
      resolve: (row, _args, context) => findSenderOfAccount(row.linkedin_account_uuid, context),
    }),
    lnId: t.exposeString('ln_id', { description: 'LinkedIn profile id of the lead, `ACoA…`.' }),
    lnMemberId: t.exposeString('ln_member_id', { description: "LinkedIn's numeric member id of the lead." }),
    snId: t.exposeString('sn_id', { description: 'Sales Navigator id of the lead, `ACwA…`.' }),
    conversationHash: t.exposeString('conversation_hash', {
      description: "LinkedIn's own identifier of the conversation.",
    }),
    linkedinMessengerType: t.exposeString('linkedin_messenger_type', {
      description: 'Where it takes place. Known: `basic`, `sn` (Sales Navigator).',
    }),
    leadNickname: t.exposeString('lead_nickname', { description: 'LinkedIn nickname of the lead.' }),
    groupContext: t.exposeString('group_context', { description: 'What it is about, where it has several members.' }),
    eventCount: t.exposeInt('event_count', { description: 'Number of events, such as messages and reactions.' }),
    lastActivityAt: t.field(dateTime('last_activity_at', 'When a message was last sent or received.')),
    lastStoredMessageAt: t.field(dateTime('last_stored_message_at', 'When GetSales last stored a message of it.')),
    lastMsgSyncAt: t.field(dateTime('last_msg_sync_at', 'When GetSales last read it from LinkedIn.')),
    needToSync: t.field(flag('need_to_sync', 'Whether GetSales has yet to read what is new.')),
    lastMessage: t.field({
      type: Message,
      description: 'The latest message that LinkedIn has carried.',
      resolve: costs({ kind: 'first' }, ({ uuid }: ConversationRow, _args: object, context: Context) =>
        findLastMessage(uuid, context),
      ),
    }),
    unreadCount: t.int({
      description: 'Number of messages of the lead that nobody has opened in GetSales: those without `readAt`.',
      resolve: costs({ kind: 'first' }, ({ uuid }: ConversationRow, _args: object, context: Context) =>
        countUnread(uuid, context),
      ),
    }),
    createdAt: t.field(dateTime('created_at', 'When GetSales first stored it.')),
    updatedAt: t.field(dateTime('updated_at', 'When anything about it last changed.')),
  }),
});

builder.objectField(Message, 'conversation', (t) =>
  t.field({
    type: LinkedinConversation,
    description:
      'The conversation on LinkedIn. One lead can have several: one with each sender, and one in Sales Navigator. Not documented by ' +
      'GetSales itself.',
    resolve: costs({ kind: 'first', hasIds: true }, referToConversation),
  }),
);

function referToConversation(message: MessageRow, _args: object, context: Context, info: GraphQLResolveInfo) {
  const { linkedin_conversation_uuid, lead_uuid } = message;
  noteLead(linkedin_conversation_uuid, lead_uuid, context);
  return LinkedinConversation.refer(uuidIn(linkedin_conversation_uuid), context, info);
}
