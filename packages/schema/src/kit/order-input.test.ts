import { expect, it } from 'vitest';
import { orderInput } from './order-input.ts';

const order = orderInput('TestOrder', {
  things: 'rows',
  description: 'The order of rows.',
  fields: {
    CREATED_AT: { value: 'created_at', description: 'When it was created.' },
    NAME: { value: 'name', description: 'Its name.' },
  },
  default: 'created_at',
});

it('orders by what is asked, and by its default, the newest first, where nothing is', () => {
  const NEWEST = { orderField: 'created_at', sortDirection: 'desc', nullsFirst: false };
  expect(order.toOrder({ field: 'name', direction: 'asc' })).toEqual({
    orderField: 'name',
    sortDirection: 'asc',
    nullsFirst: true,
  });
  expect(order.toOrder(null)).toEqual(NEWEST);
  expect(order.toOrder(undefined)).toEqual(NEWEST);
});
