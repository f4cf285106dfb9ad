import type { ListParams, Message as MessageRow } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { childWindows } from '../../planner/child-windows.ts';
import type { ListSource } from '../../relay/list-source.ts';
import { offsetConnection } from '../../relay/offset-connection.ts';
import { selects } from '../../selection.ts';
import { Lead } from '../lead/lead.ts';
import { LeadMessageFilter, toMessageFilter, type WireFilter } from './filter.ts';
import { Message } from './message.ts';
import { MessageConnection } from './messages.ts';
import { LATEST_FIRST, MessageOrder, toOrder } from './order.ts';

builder.objectField(Lead, 'messages', (t) =>
  t.connection(
    {
      type: Message,
      description: 'Messages to and from this lead, the latest first unless asked otherwise.',
      args: {
        filter: t.arg({ type: LeadMessageFilter, description: 'Which messages; all without it.' }),
        search: t.arg.string({ description: 'Words to find in the text.' }),
        orderBy: t.arg({ type: MessageOrder, defaultValue: LATEST_FIRST, description: 'The order.' }),
      },
      resolve: (lead, { filter, search, orderBy, ...page }, context, info) => {
        // The last ones, without a cursor, are counted from the end.
        const needsTotal = selects(info, ['totalCount']) || (page.last != null && page.before == null);
        const source = messagesOf(lead.uuid, toMessageFilter(filter, search), context, needsTotal);
        return offsetConnection(page, { ...source, ...toOrder(orderBy) }, info);
      },
    },
    MessageConnection,
  ),
);

function messagesOf(parent: string, filter: WireFilter, context: Context, needsTotal: boolean) {
  return {
    name: 'Lead.messages',
    identity: { ...filter, lead_uuid: parent },
    warn: context.warn,
    list: (window: ListParams, range: Parameters<ListSource<MessageRow>['list']>[1]) =>
      messagesByLead(context).load({ parent, filter, window, range, needsTotal }),
  };
}

const messagesByLead = childWindows<MessageRow, WireFilter>({
  name: 'messages by lead',
  list: ({ api }, leads, { filter, window, range, isGuess = false }) =>
    api.messages.list(
      {
        ...window,
        filter: {
          ...filter,
          lead_uuid: leads.length === 1 ? leads[0] : leads,
          ...(range && { [window.order_field]: range }),
        },
      },
      { isGuess },
    ),
  parentOf: (message) => message.lead_uuid,
});

/** A message was written: what the operation holds of messages is old. */
export function forgetMessages(context: Context): void {
  Message.forget(context);
  messagesByLead(context).clearAll();
}
