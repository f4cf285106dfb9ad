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
  expect(order.toOrder({ field: 'name', direction: 'asc' })).toEqual({ orderField: 'name', direction: 'asc' });
  expect(order.toOrder(null)).toEqual({ orderField: 'created_at', direction: 'desc' });
  expect(order.toOrder(undefined)).toEqual({ orderField: 'created_at', direction: 'desc' });
});
