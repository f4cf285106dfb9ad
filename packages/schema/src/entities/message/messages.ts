import type { ListParams, Message as MessageRow } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { toUuid } from '../../global-id.ts';
import { OrderDirection } from '../../order-direction.ts';
import { childWindows } from '../../planner/child-windows.ts';
import type { ListSource } from '../../relay/list-source.ts';
import { offsetConnection } from '../../relay/offset-connection.ts';
import { selects } from '../../selection.ts';
import { Lead } from '../lead/lead.ts';
import { LeadMessageFilter, MessageFilter, toMessageFilter, type WireFilter } from './filter.ts';
import { Message } from './message.ts';

const MessageOrderField = builder.enumType('MessageOrderField', {
  description: 'What messages can be ordered by.',
  values: {
    SENT_AT: { value: 'sent_at', description: 'When LinkedIn carried it: the order of a conversation.' },
    CREATED_AT: {
      value: 'created_at',
      description: 'When GetSales stored it: what is new, late synced history included.',
    },
    UPDATED_AT: { value: 'updated_at', description: 'When it last changed. Moves while you page.' },
  } as const,
});

const MessageOrder = builder.inputType('MessageOrder', {
  description: 'The order of a list of messages.',
  fields: (t) => ({
    field: t.field({
      type: MessageOrderField,
      required: true,
      defaultValue: 'sent_at',
      description: 'What to order by.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'desc',
      description: 'Which end comes first.',
    }),
  }),
});

const LATEST_FIRST = { field: 'sent_at', direction: 'desc' } as const;

type Range = Parameters<ListSource<MessageRow>['list']>[1];

const MessageConnection = builder.connectionObject({ type: Message, name: 'MessageConnection' });

const SEARCH = 'Words to find in the text.';
const ORDER =
  'The order. Queued messages have no `sentAt`: GetSales puts them at the old end of that order. To see them, list them by ' +
  '`filter: { status: NEW }`, or order by `CREATED_AT`.';

/** A list of messages as a connection walks it; the order it has unless asked otherwise is that of a conversation. */
function inOrder(orderBy: typeof MessageOrder.$inferInput | null | undefined) {
  const { field, direction } = orderBy ?? LATEST_FIRST;
  return { orderField: field, direction };
}

builder.queryFields((t) => ({
  message: t.field({
    type: Message,
    description: 'One message; null when GetSales has none by this id.',
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID of the message.' }) },
    resolve: (_root, { id }) => toUuid(id, 'id', 'Message'),
  }),
  messages: t.connection(
    {
      type: Message,
      description: 'Your LinkedIn messages, sent and received, the latest first unless asked otherwise.',
      args: {
        filter: t.arg({ type: MessageFilter, description: 'Which messages; all without it.' }),
        search: t.arg.string({ description: SEARCH }),
        orderBy: t.arg({ type: MessageOrder, defaultValue: LATEST_FIRST, description: ORDER }),
      },
      resolve: (_root, { filter, search, orderBy, ...page }, context, info) => {
        const wire = toMessageFilter(filter, search);
        const list = (window: ListParams, range: Range) => listMessages(context, wire, window, range);
        return offsetConnection(page, { name: 'Query.messages', identity: wire, ...inOrder(orderBy), list }, info);
      },
    },
    MessageConnection,
  ),
}));

builder.objectField(Lead, 'messages', (t) =>
  t.connection(
    {
      type: Message,
      description: 'Messages to and from this lead, the latest first unless asked otherwise.',
      args: {
        filter: t.arg({ type: LeadMessageFilter, description: 'Which messages; all without it.' }),
        search: t.arg.string({ description: SEARCH }),
        orderBy: t.arg({ type: MessageOrder, defaultValue: LATEST_FIRST, description: ORDER }),
      },
      resolve: ({ uuid }, { filter, search, orderBy, ...page }, context, info) => {
        const wire = toMessageFilter(filter, search);
        const needsTotal = selects(info, ['totalCount']);
        const list = (window: ListParams, range: Range) =>
          messagesByLead(context).load({ parent: uuid, filter: wire, window, range, needsTotal });
        return offsetConnection(
          page,
          { name: 'Lead.messages', identity: { ...wire, lead_uuid: uuid }, ...inOrder(orderBy), list },
          info,
        );
      },
    },
    MessageConnection,
  ),
);

const messagesByLead = childWindows<MessageRow, WireFilter>({
  name: 'messages by lead',
  list: (context, leads, { filter, window, range }) =>
    listMessages(context, { ...filter, lead_uuid: leads.length === 1 ? leads[0] : leads }, window, range),
  parentOf: (message) => message.lead_uuid,
});

function listMessages({ api }: Context, filter: WireFilter, window: ListParams, range: Range) {
  return api.messages.list({ ...window, filter: { ...filter, ...(range && { [window.order_field]: range }) } });
}

/** A message was written: what the operation holds of messages is old. */
export function forgetMessages(context: Context): void {
  Message.getDataloader(context).clearAll();
  messagesByLead(context).clearAll();
}
