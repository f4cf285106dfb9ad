import type { MessageListParams } from '@getsales-gateway/api-client';
import { GraphQLError } from 'graphql';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { filteredList } from '../../filtered-list.ts';
import { toUuid } from '../../global-id.ts';
import { offsetConnection } from '../../relay/offset-connection.ts';
import { MessageFilter, toMessageFilter } from './filter.ts';
import { Message } from './message.ts';
import { LATEST_FIRST, MessageOrder, toOrder } from './order.ts';

export const MessageConnection = builder.connectionObject({ type: Message, name: 'MessageConnection' });

builder.queryFields((t) => ({
  message: t.field({
    type: Message,
    description: 'One message; null when GetSales has none by this id.',
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID of the message.' }) },
    resolve: (_root, { id }, context, info) => Message.find(toUuid(id, 'id', 'Message'), context, info),
  }),
  messages: t.connection(
    {
      type: Message,
      description: 'Your LinkedIn messages, sent and received, the latest first unless asked otherwise.',
      args: {
        filter: t.arg({ type: MessageFilter, description: 'Which messages; all without it.' }),
        search: t.arg.string({ description: 'Words to find in the text.' }),
        orderBy: t.arg({ type: MessageOrder, defaultValue: LATEST_FIRST, description: 'The order.' }),
      },
      resolve: (_root, { filter, search, orderBy, ...page }, context, info) => {
        const source = filteredList(context, {
          name: 'Query.messages',
          filter: toMessageFilter(filter, search),
          entity: Message,
          order: toOrder(orderBy),
          list: (params: MessageListParams) => listMessages(params, context),
        });
        return offsetConnection(page, source, info);
      },
    },
    MessageConnection,
  ),
}));

/** A filter by several leads is not taken for granted: an upstream that ignores it answers with everybody's messages. */
async function listMessages(params: MessageListParams, { api }: Context) {
  const page = await api.messages.list(params);
  const leads = params.filter?.lead_uuid;
  if (Array.isArray(leads) && !page.data.every((row) => leads.includes(row.lead_uuid?.toLowerCase()))) {
    throw new GraphQLError('GetSales ignored `filter.leadIds`: ask for one lead at a time.', {
      extensions: { code: 'UPSTREAM_ERROR' },
    });
  }
  return page;
}
