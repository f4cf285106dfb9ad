import type { ApiClient, MessageSendParams } from '@getsales-gateway/api-client';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import { toGlobalId, toUuid, toUuidIfGiven, toUuidsIfGiven } from '../../global-id.ts';
import { referenceTo } from '../../kit/relations.ts';
import { idempotencyKey, refuseControls, refuseOver, toIdempotencyKey } from '../../kit/sending.ts';
import { Message } from './message.ts';
import { forgetMessages } from './messages.ts';

export const MAX_TEXT = 8_000;
const MAX_SUBJECT = 511;

const MessengerType = builder.enumType('GetSalesMessengerType', {
  description: 'The LinkedIn messenger that sends a message.',
  values: {
    BASIC: {
      value: 'basic',
      description: "LinkedIn's ordinary messenger. The lead must be a connection of the sender.",
    },
    SALES_NAVIGATOR: { value: 'sn', description: 'Sales Navigator, for InMail. Needs a `subject`.' },
  } as const,
});

const SendMessageInput = builder.inputType('SendMessageInput', {
  description: 'A message to send.',
  fields: (t) => ({
    leadId: t.id({ required: true, description: 'The lead that receives it.' }),
    senderProfileId: t.id({ required: true, description: 'The sender profile that sends it.' }),
    text: t.string({ description: `The text, at most ${MAX_TEXT} characters. Optional with \`templateId\`.` }),
    templateId: t.id({ description: 'The template for the text.' }),
    subject: t.string({ description: `Subject line, at most ${MAX_SUBJECT} characters; InMail only.` }),
    messengerType: t.field({
      type: MessengerType,
      defaultValue: 'basic',
      description: 'The LinkedIn messenger that sends it.',
    }),
    attachmentIds: t.idList({
      description: 'Files that are already uploaded to GetSales, such as by `uploadAttachment`: 1 to 100.',
    }),
    idempotencyKey: t.string({ description: idempotencyKey('message') }),
  }),
});

type Sent = Awaited<ReturnType<ApiClient['messages']['send']>>;

const SendMessagePayload = builder.objectRef<Sent>('SendMessagePayload').implement({
  description: 'The result.',
  fields: (t) => ({
    message: t.field({
      type: Message,
      description: 'The message as GetSales has it; null when an earlier call sent it and it was deleted since then.',
      resolve: ({ message }) => message,
    }),
    replayed: t.boolean({
      description: 'Whether an earlier call with the same `idempotencyKey` sent it.',
      resolve: ({ isReplayed }) => isReplayed,
    }),
  }),
});

builder.mutationField('sendMessage', (t) =>
  t.field({
    type: SendMessagePayload,
    description:
      'Sends a LinkedIn message. The message is queued: it is returned with status `NEW` and `sentAt` null, and LinkedIn delivers ' +
      "it within the sender's working hours. The gateway never sends it twice by itself, but a client or router that repeats the " +
      'mutation does, unless it gives an `idempotencyKey`.',
    requiresScopes: [['messages:send']],
    args: { input: t.arg({ type: SendMessageInput, required: true, description: 'What to send.' }) },
    resolve: async (_root, { input }, context) => {
      const sent = await context.api.messages.send(toSendParams(input), toIdempotencyKey(input.idempotencyKey));
      forgetMessages(context);
      return sent;
    },
  }),
);

builder.relayMutationField(
  'retryMessage',
  {
    description: 'The message to queue again.',
    inputFields: (t) => ({ messageId: t.id({ required: true, description: 'A message with status `FAILED`.' }) }),
  },
  {
    description: 'Queues a failed message again.',
    requiresScopes: [['messages:send']],
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.messageId, 'input.messageId', 'Message');
      await context.api.messages.retry(uuid);
      forgetMessages(context);
      return { uuid };
    },
  },
  {
    description: 'The message that was queued again.',
    outputFields: (t) => ({
      message: t.field(
        referenceTo(
          Message,
          'uuid',
          'The message as it is now. Selecting more than its ids costs one upstream request.',
        ),
      ),
    }),
  },
);

builder.relayMutationField(
  'deleteMessage',
  {
    description: 'The message to delete.',
    inputFields: (t) => ({ messageId: t.id({ required: true, description: 'The message.' }) }),
  },
  {
    description: 'Deletes a message in GetSales. A delivered message stays on LinkedIn.',
    requiresScopes: [['messages:send']],
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.messageId, 'input.messageId', 'Message');
      await context.api.messages.delete(uuid);
      forgetMessages(context);
      return { uuid };
    },
  },
  {
    description: 'What was deleted.',
    outputFields: (t) => ({
      deletedId: t.id({
        nullable: false,
        description: 'Global ID of the message.',
        resolve: ({ uuid }) => toGlobalId('Message', uuid),
      }),
      deletedMessageId: t.id({
        nullable: false,
        description: 'Global ID of the message.',
        deprecationReason: 'Use `deletedId`, as in every other deletion.',
        resolve: ({ uuid }) => toGlobalId('Message', uuid),
      }),
    }),
  },
);

function toSendParams(input: typeof SendMessageInput.$inferInput): MessageSendParams {
  const { text, subject, templateId } = input;
  if (templateId == null && !text?.trim()) throw badInput('`input.text` or `input.templateId` is needed');
  refuseOver(MAX_TEXT, text, 'input.text');
  refuseOver(MAX_SUBJECT, subject, 'input.subject');
  refuseControls(subject, 'input.subject');
  return {
    lead_uuid: toUuid(input.leadId, 'input.leadId', 'Lead'),
    sender_profile_uuid: toUuid(input.senderProfileId, 'input.senderProfileId', 'SenderProfile'),
    text: text ?? undefined,
    template_uuid: toUuidIfGiven(templateId, 'input.templateId', 'AiTemplate'),
    subject: subject ?? undefined,
    linkedin_messenger_type: input.messengerType ?? undefined,
    attachments: toUuidsIfGiven(input.attachmentIds, 'input.attachmentIds', 'MessageAttachment')?.map((uuid) => ({
      uuid,
    })),
  };
}
