import { builder } from '../../builder.ts';
import { toUuid } from '../../global-id.ts';
import { forgetMessages } from './lead-messages.ts';
import { Message } from './message.ts';

builder.relayMutationField(
  'retryMessage',
  {
    description: 'The message to queue again.',
    inputFields: (t) => ({ messageId: t.id({ required: true, description: 'A message with status `FAILED`.' }) }),
  },
  {
    description: 'Queues a failed message again.',
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
      message: t.field({
        type: Message,
        description: 'The message, read anew: one request.',
        resolve: ({ uuid }, _args, context, info) => Message.refer(uuid, context, info),
      }),
    }),
  },
);
