import { countRows, type MessageListParams, type Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';

const WINDOW = 100;
/** Rows that two windows have in common, so that none is missed where rows vanish in between. */
const OVERLAP = 5;

/** Those that LinkedIn has not carried yet come last. */
const LATEST_FIRST = { order_field: 'sent_at', order_type: 'desc' } as const;

/**
 * Reads messages window by window, the latest first, until `take` has seen enough. A row can come twice.
 *
 * @param take Is given each window and whether it is the last one; false ends the walk.
 * @throws QUERY_TOO_EXPENSIVE before the second window, where all of them are wanted and the budget cannot serve them.
 */
export async function walkMessages(
  filter: NonNullable<MessageListParams['filter']>,
  { api }: Context,
  take: (rows: readonly MessageRow[], isLast: boolean) => boolean,
  { isWhole }: { isWhole: boolean },
): Promise<void> {
  for (let offset = 0; ; ) {
    const page = await api.messages.list({ filter, limit: WINDOW, offset, ...LATEST_FIRST });
    const count = countRows(page);
    const end = offset + count;
    const isLast = count === 0 || (page.total === null ? page.hasMore !== true : end >= page.total);
    if (!take(page.data, isLast) || isLast) return;
    if (offset === 0 && isWhole && page.total !== null) {
      await api.afford(Math.ceil((page.total - end) / Math.max(1, count - OVERLAP)));
    }
    offset = Math.max(offset + 1, end - OVERLAP);
  }
}
