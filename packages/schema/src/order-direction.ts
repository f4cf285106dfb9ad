import { builder } from './builder.ts';

export const OrderDirection = builder.enumType('GetSalesOrderDirection', {
  description: 'Which end of an order comes first.',
  values: {
    ASC: { value: 'asc', description: 'The smallest or oldest first.' },
    DESC: { value: 'desc', description: 'The largest or newest first.' },
  },
});
