import { countRows, type Page } from '../page.ts';
import type { Message, MessageSendParams } from '../resources/messages.ts';
import { toEpochMs } from '../timestamp.ts';

/** The upstream's clock is told to the second and rows are stored after the request came: this much is forgiven. */
const CLOCK_SLACK_MS = 5_000;

/** Whether a row is a message such as `params` send. */
export function isEqualTo(row: Message, params: MessageSendParams): boolean {
  return isInThread(row, params) && hasContentOf(row, params);
}

/** Whether the row was created between the two times, by the upstream's clock. */
export function isCreatedWithin(row: Message, from: number, to: number): boolean {
  return createdAt(row) >= from - CLOCK_SLACK_MS && createdAt(row) <= to + CLOCK_SLACK_MS;
}

/** Whether the row can have been created at `since` or later. A row whose time cannot be read can. */
export function mayBeCreatedSince(row: Message, since: number): boolean {
  return !(createdAt(row) < since - CLOCK_SLACK_MS);
}

/** More pages than this are not read: the send then stays unconfirmed. */
const MAX_PAGES = 20;

/** What the pages of a thread have shown so far. */
export interface ThreadRead {
  rows: Message[];
  /** True when every message of the thread that was created since the first attempt is among `rows`. */
  isComplete: boolean;
}

/**
 * Reads a thread page by page, and yields what is known after each page. The upstream may ignore a filter, an order or an
 * offset, and totals may be wrong, all with status 200. So the end is an empty page, or rows in order that reach back beyond
 * `since`; a row that cannot be read, or one of another thread, proves nothing.
 */
export async function* readThread(
  readPage: (offset: number) => Promise<Page<Message>>,
  params: MessageSendParams,
  since: () => number,
): AsyncGenerator<ThreadRead> {
  const rows = new Map<string, Message>();
  let offset = 0;
  let leastTotal = 0;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await readPage(offset);
    const seenBefore = rows.size;
    for (const row of page.data) rows.set(row.uuid, row);
    offset += countRows(page);
    const total = page.total ?? leastTotal;
    const isEmpty = countRows(page) === 0;
    const isContradicted = isEmpty ? total > offset || page.hasMore === true : rows.size === seenBefore;
    const isSound =
      !page.holes && !isContradicted && total >= leastTotal && page.data.every((row) => isInThread(row, params));
    const found = [...rows.values()];
    const isComplete = isSound && (isEmpty || reachesBeyond(found, since()));
    yield { rows: found, isComplete };
    if (isComplete || !isSound) return;
    leastTotal = total;
  }
}

/** An order shows only where times differ: rows of one time may stand in any. */
function reachesBeyond(rows: Message[], since: number): boolean {
  const times = rows.map(createdAt);
  const isNewestFirst = times.every((time, index) => time <= (times[index - 1] ?? Number.POSITIVE_INFINITY));
  const [first = Number.NaN] = times;
  const last = times.at(-1) ?? Number.NaN;
  return isNewestFirst && last < first && last < since - CLOCK_SLACK_MS;
}

/** Epoch ms; NaN where it cannot be read. */
export function createdAt({ created_at }: Message): number {
  return typeof created_at === 'string' ? toEpochMs(created_at) : Number.NaN;
}

function isInThread(row: Message, params: MessageSendParams): boolean {
  return (
    row.type === 'outbox' &&
    isSame(row.lead_uuid, params.lead_uuid) &&
    isSame(row.sender_profile_uuid, params.sender_profile_uuid)
  );
}

/** Whether an answer to a send can be the message's own row at all. */
export function isAnswerTo(row: Message, params: MessageSendParams): boolean {
  return (
    (row.lead_uuid == null || isSame(row.lead_uuid, params.lead_uuid)) &&
    (row.sender_profile_uuid == null || isSame(row.sender_profile_uuid, params.sender_profile_uuid))
  );
}

/** A template is filled in upstream, so that its text is not known here. */
function hasContentOf(row: Message, { template_uuid, text = '' }: MessageSendParams): boolean {
  return template_uuid === undefined
    ? normalised(row.text ?? '') === normalised(text)
    : isSame(row.template_uuid, template_uuid);
}

function normalised(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

function isSame(uuid: string | null, other: string): boolean {
  return uuid?.toLowerCase() === other.toLowerCase();
}
