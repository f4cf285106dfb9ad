import type { IncomingHttpHeaders } from 'node:http';

/** After so long one request finds out whether the upstream answers again, whatever it said. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** From here on a number is a moment of the epoch: as a number of seconds to wait it would be 31 years. */
const FIRST_EPOCH_SECOND = 1e9;
const FIRST_EPOCH_MS = 1e12;

/** The three forms of RFC 9110, and ISO 8601. `Date.parse` alone reads a year out of almost any text. */
const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d$/i;
const ISO_DATE = /^\d{4}-\d\d-\d\d[t ]\d\d:\d\d/i;
const ZONE = / ?(?:gmt|utc|z)$/i;

type Headers = IncomingHttpHeaders | Record<string, string | string[] | undefined>;

/**
 * How long `Retry-After` asks to wait, in ms from 0 to 60,000; undefined where the header is absent or unreadable. It holds
 * seconds or a date; some servers send the moment as an epoch. A moment is compared with the answer's own `Date`: clocks differ.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const { date } = headers;
  for (const value of [headers['retry-after'] ?? []].flat()) {
    const waitMs = toWaitMs(value.trim(), typeof date === 'string' ? date : '');
    if (waitMs !== undefined) return Math.min(Math.max(0, Math.ceil(waitMs)), LONGEST_RETRY_AFTER_MS);
  }
  return undefined;
}

function toWaitMs(value: string, date: string): number | undefined {
  const seconds = /^\d+(?:\.\d*)?$/.test(value) ? Number(value) : undefined;
  if (seconds !== undefined && seconds < FIRST_EPOCH_SECOND) return seconds * 1000;
  const moment = seconds === undefined ? toEpochMs(value) : seconds < FIRST_EPOCH_MS ? seconds * 1000 : seconds;
  return moment === undefined ? undefined : moment - (toEpochMs(date) ?? Date.now());
}

/** Without a zone both kinds of date are in UTC. */
function toEpochMs(text: string): number | undefined {
  const bare = text.replace(ZONE, '');
  if (HTTP_DATE.test(bare)) return orUndefined(Date.parse(`${bare} GMT`));
  if (ISO_DATE.test(bare)) return orUndefined(Date.parse(/[+-]\d\d:?\d\d$/.test(bare) ? bare : `${bare}Z`));
  return undefined;
}

function orUndefined(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}
