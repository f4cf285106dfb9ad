/** As it nearly always comes, on a day that every month has: no calendar is needed to tell that it is right. */
const PLAIN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** ISO 8601 in its extended form, which holds RFC 3339. Without an offset the upstream means UTC. */
const TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)[ Tt](\d\d):([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d+))?)? ?(?:[Zz]|([+-](?:[01]\d|2[0-3]))(?::?([0-5]\d))?)?$/;

/** Length of a timestamp up to its second. */
const SECOND = 19;

interface Timestamp {
  /** UTC, to the second: `2026-02-03T15:55:04`. */
  second: string;
  /** As it was written: empty, or with its point. */
  fraction: string;
  /** The same moment in RFC 3339, with the offset and all digits of the text. */
  text: string;
}

/**
 * A moment as text that compares: of two moments the earlier one is the smaller text, whatever offset and precision they were
 * written with. Undefined for what is no timestamp.
 */
export function toInstant(text: string): string | undefined {
  const timestamp = read(text);
  return timestamp && timestamp.second + withoutZeros(timestamp.fraction);
}

/** A timestamp as RFC 3339, with all its digits. Undefined for what is no timestamp. */
export function toRfc3339(text: string): string | undefined {
  return PLAIN.test(text) ? text : read(text)?.text;
}

/** Epoch ms, without what is less than a millisecond. NaN for what is no timestamp. */
export function toEpochMs(text: string): number {
  const timestamp = read(text);
  if (timestamp === undefined) return Number.NaN;
  return Date.parse(`${timestamp.second}Z`) + Number(timestamp.fraction.slice(1, 4).padEnd(3, '0'));
}

function read(text: string): Timestamp | undefined {
  if (PLAIN.test(text)) return { second: text.slice(0, SECOND), fraction: text.slice(SECOND, -1), text };
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, date = '', hour = '', minute = '', second = '00', digits, offsetHour, offsetMinute = '00'] = match;
  const offset = offsetHour === undefined ? 'Z' : `${offsetHour}:${offsetMinute}`;
  const utc = toUtcSecond(date, hour, minute, second, offset);
  if (utc === undefined) return undefined;
  const fraction = digits === undefined ? '' : `.${digits}`;
  // Midnight as 24:00 and leap seconds are written as the moment that they are.
  const isOdd = hour === '24' || second === '60';
  return {
    second: utc,
    fraction,
    text: isOdd ? `${utc}${fraction}Z` : `${date}T${hour}:${minute}:${second}${fraction}${offset}`,
  };
}

function toUtcSecond(date: string, hour: string, minute: string, second: string, offset: string): string | undefined {
  const day = Date.parse(`${date}T00:00:00Z`);
  // `Date` takes 30 February for 2 March.
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return undefined;
  const isLeap = second === '60';
  const time = Date.parse(`${date}T${hour}:${minute}:${isLeap ? '59' : second}${offset}`);
  const utc = new Date(time + (isLeap ? 1000 : 0));
  if (Number.isNaN(time) || utc.getUTCFullYear() > 9999 || utc.getUTCFullYear() < 0) return undefined;
  return utc.toISOString().slice(0, SECOND);
}

function withoutZeros(fraction: string): string {
  let end = fraction.length;
  while (end > 0 && (fraction[end - 1] === '0' || fraction[end - 1] === '.')) end--;
  return fraction.slice(0, end);
}
