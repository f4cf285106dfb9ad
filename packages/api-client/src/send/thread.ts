import type { Page } from '../page.ts';
import type { Message, MessageSendParams } from '../resources/messages.ts';
import { toEpochMs } from '../timestamp.ts';

/** The upstream's clock is told to the second and rows are stored after the request came: this much is forgiven. */
const CLOCK_SLACK_MS = 5_000;

/** Whether a row is a message such as `params` send. */
export function isEqualTo(row: Message, params: MessageSendParams): boolean {
  return isInThread(row, params) && hasContentOf(row, params);
}

/** By the upstream's clock. */
export function isCreatedWithin(row: Message, from: number, to: number): boolean {
  return createdAt(row) >= from - CLOCK_SLACK_MS && createdAt(row) <= to + CLOCK_SLACK_MS;
}

/**
 * Whether a page shows every message that `params` can have stored at `since` or later. Filters and orders that this upstream
 * does not know it ignores with 200: that a message is not there is a fact only where the rows prove that they were honoured.
 */
export function showsAllSince(
  { data, total, hasMore, holes }: Page<Message>,
  params: MessageSendParams,
  since: number,
): boolean {
  // A row that cannot be read may be the message.
  if (holes || !data.every((row) => isInThread(row, params))) return false;
  if (hasMore === false || (total !== null && data.length >= total)) return true;
  const times = data.map(createdAt);
  const isNewestFirst = times.every((time, index) => time <= (times[index - 1] ?? Number.POSITIVE_INFINITY));
  return isNewestFirst && (times.at(-1) ?? since) < since - CLOCK_SLACK_MS;
}

/** Epoch ms; NaN where it cannot be read. */
export function createdAt({ created_at }: Message): number {
  return toEpochMs(created_at);
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
