import type { FilterValue, Lead as LeadRow, Message as MessageRow } from '@getsales-gateway/api-client';
import { expectTypeOf, it } from 'vitest';
import type { ConnectionOptions } from './connection.ts';
import { filterInput, text, timeRange, type WireFilter } from './filter-input.ts';
import { type Order, orderInput } from './order-input.ts';
import type { referenceTo } from './relations.ts';

it('knows the keys of a filter from its conditions', () => {
  const filter = filterInput('Any', 'Any.', {
    status: text('status', 'Status.'),
    createdAt: timeRange('created_at', 'Creation.'),
  });
  expectTypeOf(filter.toWire).returns.toEqualTypeOf<WireFilter<'status' | 'created_at'>>();
  expectTypeOf(filter.toWire(null).status).toEqualTypeOf<FilterValue | undefined>();
  expectTypeOf(filter.toWire(null)).not.toHaveProperty('list_uuid');
});

it('knows the fields of an order, and takes one of them alone for the default', () => {
  const order = orderInput('Any', {
    things: 'rows',
    description: 'Any.',
    fields: {
      SENT_AT: { value: 'sent_at', description: 'Sending.' },
      CREATED_AT: { value: 'created_at', description: 'Creation.' },
    },
    default: 'sent_at',
  });
  expectTypeOf(order.toOrder).returns.toEqualTypeOf<Order<'sent_at' | 'created_at'>>();
});

it('orders a list by a field of its rows only', () => {
  type Field<T extends LeadRow | MessageRow> = ReturnType<
    NonNullable<ConnectionOptions<T, never>['order']>['toOrder']
  >['orderField'];
  expectTypeOf<'sent_at'>().toExtend<Field<MessageRow>>();
  expectTypeOf<'sent_at'>().not.toExtend<Field<LeadRow>>();
});

it('reads a reference from a row that has its key', () => {
  type Parent = Parameters<ReturnType<typeof referenceTo<LeadRow, 'lead_uuid'>>['resolve']>[0];
  expectTypeOf<MessageRow>().toExtend<Parent>();
  expectTypeOf<Parent>().toHaveProperty('lead_uuid');
});
