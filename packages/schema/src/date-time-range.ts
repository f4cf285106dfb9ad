import { builder } from './builder.ts';
import type { SortRange } from './relay/list-source.ts';

export const DateTimeRange = builder.inputType('GetSalesDateTimeRange', {
  description: 'A range of time. All given bounds apply together.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At this moment or later.' }),
    gt: t.field({ type: 'DateTime', description: 'Later than this moment.' }),
    lte: t.field({ type: 'DateTime', description: 'At this moment or earlier.' }),
    lt: t.field({ type: 'DateTime', description: 'Earlier than this moment.' }),
  }),
});

/** The range in the upstream's operators; undefined for one without bounds. */
export function toSortRange(range: typeof DateTimeRange.$inferInput | null | undefined): SortRange | undefined {
  const { gte, gt, lte, lt } = range ?? {};
  const bounds = {
    ...(gte && { '>=': gte }),
    ...(gt && { '>': gt }),
    ...(lte && { '<=': lte }),
    ...(lt && { '<': lt }),
  };
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}
