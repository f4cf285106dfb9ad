import { builder } from '../../builder.ts';
import { toGlobalId, toUuid } from '../../global-id.ts';
import { forgetMessages } from './lead-messages.ts';

builder.relayMutationField(
  'deleteMessage',
  {
    description: 'The message to delete.',
    inputFields: (t) => ({ messageId: t.id({ required: true, description: 'The message.' }) }),
  },
  {
    description: 'Deletes a message in GetSales. What LinkedIn has carried stays there.',
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
      deletedMessageId: t.id({
        nullable: false,
        description: 'Global ID of the message.',
        resolve: ({ uuid }) => toGlobalId('Message', uuid),
      }),
    }),
  },
);
