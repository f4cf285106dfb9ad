import { builder } from '../builder.ts';

export const OrderDirection = builder.enumType('GetSalesOrderDirection', {
  description: 'Direction of an order.',
  values: {
    ASC: { value: 'asc', description: 'The smallest or oldest first.' },
    DESC: { value: 'desc', description: 'The largest or newest first.' },
  },
});

/** An order as the upstream keeps it. */
export interface Order<Field extends string = string> {
  orderField: Field;
  sortDirection: 'asc' | 'desc';
  nullsFirst: boolean;
}

/** GetSales does not document where null stands. It is taken to be smaller than every value, as in MySQL. */
export function inOrder<Field extends string>(orderField: Field, sortDirection: 'asc' | 'desc'): Order<Field> {
  return { orderField, sortDirection, nullsFirst: sortDirection === 'asc' };
}

/** For lists that can be ordered in no other way. */
export const NEWEST_FIRST = inOrder('created_at', 'desc');

export interface OrderInput<Field extends string> {
  /** @param filter As it is on the wire: the order of some lists depends on it. */
  toOrder(orderBy: { field: string; direction: 'asc' | 'desc' } | null | undefined, filter?: object): Order<Field>;
}

export interface OrderOptions<Field extends string> {
  /** What is ordered, in the plural: `leads`. */
  things: string;
  description: string;
  fields: Record<string, { value: Field; description: string }>;
  /** The field ordered by unless asked otherwise, the newest first. */
  default: NoInfer<Field>;
}

/** An order that callers choose: the enum of its fields, the input with its default, and the conversion. */
export function orderInput<const Field extends string>(name: string, options: OrderOptions<Field>) {
  const { things, description, fields } = options;
  const values: Record<string, { value: string; description: string }> = fields;
  const byDefault: { field: string; direction: 'desc' } = { field: options.default, direction: 'desc' };
  const type = builder.inputType(name, {
    description,
    fields: (t) => ({
      field: t.field({
        type: builder.enumType(`${name}Field`, { description: `Fields to order ${things} by.`, values }),
        required: true,
        defaultValue: byDefault.field,
        description: 'The field to order by.',
      }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: byDefault.direction,
        description: 'The direction.',
      }),
    }),
  });
  return {
    args: builder.args((t) => ({
      orderBy: t.field({ type, defaultValue: byDefault, description: 'The order.' }),
    })),
    toOrder(orderBy: { field: string; direction: 'asc' | 'desc' } | null | undefined): Order<Field> {
      const asked = Object.values(fields).find(({ value }) => value === orderBy?.field);
      return inOrder(asked?.value ?? options.default, orderBy?.direction ?? 'desc');
    },
  };
}
