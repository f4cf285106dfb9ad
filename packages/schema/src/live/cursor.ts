import { hash } from 'node:crypto';
import { type Position, toInstant } from '@getsales-gateway/api-client';
import { badInput } from '../bad-input.ts';

const VERSION = 1;
/** What a position can hold at the most. A longer cursor was made up. */
const MAX_KEYS = 20_000;
const MAX_LENGTH = 512 * 1024;
const KEY = /^[\w-]{11}$/;

/** Marks the subscription and the arguments that a cursor belongs to. */
export function fingerprintOf(field: string, where: object): string {
  const given = Object.entries(where).filter(([, value]) => value !== undefined);
  return hash('sha256', JSON.stringify([field, given]), 'base64url').slice(0, 8);
}

/** A position in a log as text. It holds no row, so that it gives nothing away. */
export function toCursor({ floor, seen }: Position, fingerprint: string): string {
  const newest = [floor, ...seen.map(({ time }) => time)].toSorted().at(-1);
  const fields = [VERSION, fingerprint, floor, newest, ...seen.map(({ key }) => key)];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** @throws BAD_USER_INPUT for what is no cursor, or one of another subscription or other arguments. */
export function fromCursor(text: string, fingerprint: string): Position {
  const fields = parse(text);
  if (!Array.isArray(fields) || fields[0] !== VERSION) throw malformed();
  const [, found, floor, newest, ...keys]: unknown[] = fields;
  if (found !== fingerprint) throw badInput('The cursor in `after` belongs to another subscription or other arguments');
  if (!isMoment(floor) || !isMoment(newest) || keys.length > MAX_KEYS) throw malformed();
  // Told apart no more: each is kept for as long as the newest of them.
  const seen = keys.map((key) => {
    if (typeof key !== 'string' || !KEY.test(key)) throw malformed();
    return { key, time: newest };
  });
  return { floor, seen };
}

function parse(text: string): unknown {
  if (text.length > MAX_LENGTH) throw malformed();
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw malformed();
  }
}

/** As `toInstant` writes it; empty for the beginning. */
function isMoment(value: unknown): value is string {
  return value === '' || (typeof value === 'string' && toInstant(`${value}Z`) === value);
}

function malformed() {
  return badInput('`after` is not a cursor of this gateway');
}
