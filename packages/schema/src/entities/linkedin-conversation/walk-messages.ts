import { countRows, type MessageListParams, type Message as MessageRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { guess } from '../../kit/guess.ts';

export type MessageFilter = NonNullable<MessageListParams['filter']>;

const WINDOW = 100;
/** Rows that two windows have in common, so that none is missed where rows vanish in between. */
const OVERLAP = 5;

/** Those that LinkedIn has not carried yet come last. */
const LATEST_FIRST = { order_field: 'sent_at', order_type: 'desc' } as const;

export interface MessageWindow {
  rows: readonly MessageRow[];
  isLast: boolean;
}

interface Options {
  /** Whether all windows are wanted: then the budget is asked after the first one. */
  isWhole: boolean;
  /** Further conditions that the upstream may not know. Each row is to be checked. */
  guessed?: MessageFilter;
}

/**
 * Reads messages window by window, the latest first. A row can come twice.
 *
 * @throws QUERY_TOO_EXPENSIVE after the first window, where all of them are wanted and the budget cannot serve them.
 */
export async function* messageWindows(
  filter: MessageFilter,
  { api }: Context,
  { isWhole, guessed }: Options,
): AsyncGenerator<MessageWindow, void> {
  let isGuessed = guessed !== undefined;
  const list = (of: MessageFilter, offset: number) =>
    api.messages.list({ filter: of, limit: WINDOW, offset, ...LATEST_FIRST });
  for (let offset = 0; ; ) {
    const without = () => {
      isGuessed = false;
      return list(filter, offset);
    };
    const page = isGuessed ? await guess(() => list({ ...filter, ...guessed }, offset), without) : await without();
    const count = countRows(page);
    const end = offset + count;
    const isLast = count === 0 || (page.total === null ? page.hasMore !== true : end >= page.total);
    yield { rows: page.data, isLast };
    if (isLast) return;
    if (offset === 0 && isWhole && page.total !== null) {
      await api.afford(Math.ceil((page.total - end) / Math.max(1, count - OVERLAP)));
    }
    offset = Math.max(offset + 1, end - OVERLAP);
  }
}

export interface MessageWalk {
  isOver: boolean;
  /** Reads on until it is enough, or no more is left. */
  readUntil(isEnough: () => boolean): Promise<void>;
}

/** A walk that goes on where the last reader left off. Those who wait for it read in turn. */
export function walkMessages(
  windows: AsyncGenerator<MessageWindow, void>,
  take: (rows: readonly MessageRow[]) => void,
): MessageWalk {
  let turn = Promise.resolve();
  const walk: MessageWalk = {
    isOver: false,
    readUntil(isEnough) {
      turn = turn.then(() => readOn(isEnough));
      return turn;
    },
  };
  async function readOn(isEnough: () => boolean): Promise<void> {
    while (!walk.isOver && !isEnough()) {
      const { value } = await windows.next();
      take(value?.rows ?? []);
      walk.isOver = value?.isLast ?? true;
    }
  }
  return walk;
}
