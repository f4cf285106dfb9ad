import { builder } from '../builder.ts';

/** How a write ended: one of many, or one by itself, which is never `FAILED` and the like: it then is an error. */
export const Outcome = builder.enumType('GetSalesOutcome', {
  description: 'How a write ended.',
  values: {
    CREATED: { value: 'created', description: 'It was created.' },
    UPDATED: { value: 'updated', description: 'It was changed, or was asked to be as it is already.' },
    SKIPPED: { value: 'skipped', description: 'Nothing was to be done.' },
    DELETED: { value: 'deleted', description: 'It was deleted.' },
    FAILED: { value: 'failed', description: 'One of many: it was refused, and was not done.' },
    UNCONFIRMED: {
      value: 'unconfirmed',
      description:
        'One of many: it may have been done or not. The answer of GetSales was lost, and a look did not settle it.',
    },
    NOT_REACHED: {
      value: 'notReached',
      description: 'One of many: it was not tried, so it can be sent again as it is.',
    },
  },
});
