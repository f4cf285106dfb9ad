import type { Message as MessageRow } from '@getsales-gateway/api-client';
import { entity } from '../../kit/entity.ts';
import { loadBy } from '../../kit/loading.ts';
import { referenceTo } from '../../kit/relations.ts';
import { closedSet, dateTime } from '../../wire.ts';
import { misfit } from '../../wire-values.ts';
import { Lead } from '../lead/lead.ts';
import { SenderProfile } from '../sender-profile.ts';

export const MessageDirection = closedSet('GetSalesMessageDirection', 'Who wrote a message.', {
  INBOUND: { value: 'inbox', description: 'The lead wrote it.' },
  OUTBOUND: { value: 'outbox', description: 'Your side wrote it.' },
});

export const MessageStatus = closedSet('GetSalesMessageStatus', 'The status of a message.', {
  NEW: { value: 'new', description: 'Queued. `sentAt` is null.' },
  IN_PROGRESS: { value: 'in_progress', description: 'Being sent. `sentAt` is null.' },
  DONE: { value: 'done', description: 'Sent or received.' },
  FAILED: { value: 'failed', description: 'Not sent: see `failReason`. `retryMessage` queues it again.' },
});

export const Message = entity<MessageRow>('Message', {
  scope: 'messages:read',
  load: loadBy('messages by uuid', (api) => api.messages),
});

Message.implement({
  description:
    'A LinkedIn message to or from a lead. A message you send is queued first: `status` is `NEW` and `sentAt` is null until ' +
    'LinkedIn has delivered it.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who sent it, if any.' }),
    lead: t.field(referenceTo(Lead, 'lead_uuid', 'The other side of the conversation.')),
    senderProfile: t.field(
      referenceTo(SenderProfile, 'sender_profile_uuid', 'Your side of the conversation, for received messages too.'),
    ),
    linkedinAccountId: t.exposeID('linkedin_account_uuid', { description: "The sender's LinkedIn account." }),
    linkedinConversationId: t.exposeID('linkedin_conversation_uuid', {
      description:
        'The conversation on LinkedIn. One lead can have several: one with each sender, and one in Sales Navigator.',
      deprecationReason: 'Use `conversation { uuid }`.',
    }),
    taskPipelineId: t.exposeID('task_pipeline_uuid', {
      description: 'The task that the message was sent for.',
      deprecationReason: 'Use `task { uuid }`.',
    }),
    templateId: t.exposeID('template_uuid', {
      description: 'The template of the text.',
      deprecationReason: 'Use `template { uuid }`.',
    }),
    messageHash: t.exposeString('message_hash', { description: "LinkedIn's own identifier of the message." }),
    subject: t.exposeString('subject', { description: 'Subject line. InMail only.' }),
    text: t.exposeString('text', {
      description: 'The text; null for a message that is only an attachment or a reaction.',
    }),
    customContent: t.field({
      type: 'JSON',
      description: 'Rich content. GetSales does not document the shape.',
      resolve: (message) => message.custom_content ?? null,
    }),
    attachments: t.field({
      type: ['JSON'],
      description: 'Attached files. GetSales does not document the shape.',
      resolve: (message) => message.attachments,
    }),
    direction: t.field({
      type: MessageDirection.type,
      description: 'Who wrote it.',
      resolve: (message) => MessageDirection.fromWire(message.type),
    }),
    automation: t.string({
      description:
        'Its origin. Known: `auto`, `manual`, `synced`, `connect`, `amo_synced`; also the name of an automation.',
      resolve: ({ automation }) => toOrigin(automation),
    }),
    linkedinType: t.exposeString('linkedin_type', {
      description: 'Kind of message on LinkedIn, such as `message`, `connection_note` or `InMail`. The case varies.',
    }),
    status: t.field({
      type: MessageStatus.type,
      description: 'Its status.',
      resolve: (message) => MessageStatus.fromWire(message.status),
    }),
    failReason: t.exposeString('fail_reason', { description: 'The reason why the message was not sent.' }),
    readAt: t.field(dateTime('read_at', 'When it was opened.')),
    sentAt: t.field(
      dateTime('sent_at', 'When LinkedIn delivered it; null while it is queued. Order threads by this field.'),
    ),
    createdAt: t.field(
      dateTime(
        'created_at',
        'When GetSales stored it: seconds after `sentAt`, or much later for messages that were synced late. ' +
          '`sentAt` is the order of the conversation.',
      ),
    ),
    updatedAt: t.field(dateTime('updated_at', 'When anything about it last changed.')),
  }),
});

/** One client was sent an object that names the automation. */
function toOrigin(automation: MessageRow['automation']): string | null {
  if (typeof automation !== 'object' || automation === null) return automation;
  const { name = null } = automation;
  if (name !== null && typeof name !== 'string') throw misfit();
  return name;
}
