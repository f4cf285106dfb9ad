import { builder } from '../../builder.ts';
import { OrderDirection } from '../../order-direction.ts';

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

export const MessageOrder = builder.inputType('MessageOrder', {
  description:
    'The order of a list of messages. Queued messages have no `sentAt`: GetSales puts them at the old end of that order. To see ' +
    'them, list them by `filter: { status: NEW }`, or order by `CREATED_AT`.',
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

/** The order of a conversation, read from its end. */
export const LATEST_FIRST = { field: 'sent_at', direction: 'desc' } as const;

export function toOrder(orderBy: typeof MessageOrder.$inferInput | null | undefined) {
  const { field, direction } = orderBy ?? LATEST_FIRST;
  return { orderField: field, direction };
}
