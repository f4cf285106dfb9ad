import { hash } from 'node:crypto';
import { badInput } from '../bad-input.ts';
import type { Anchor } from './anchor.ts';
import type { ListSource, Row } from './list-source.ts';
import type { Part } from './part.ts';
import { toSortKey } from './sort-key.ts';

/** What a cursor carries; nothing of it is remembered in the process. */
export interface Cursor {
  anchor: Anchor;
  /** What the anchor's position counts in. */
  part: Part;
  /** Where the list has its nulls, as far as the walk has seen. */
  nullsFirst: boolean | undefined;
}

const VERSION = 1;
const FINGERPRINT_LENGTH = 8;

/** Marks which connection, filter and order a cursor belongs to. Neither the order of keys nor an absent value counts. */
export function fingerprintOf<T extends Row>({ name, identity, orderField, direction }: ListSource<T>): string {
  const text = JSON.stringify([name, identity, orderField, direction], (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? sorted(value) : value,
  );
  return hash('sha256', text, 'base64url').slice(0, FINGERPRINT_LENGTH);
}

function sorted(value: object): object {
  const present = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function toCursor({ anchor, part, nullsFirst }: Cursor, fingerprint: string): string {
  const { uuid, value, position, total, before, after } = anchor;
  const fields = [VERSION, fingerprint, uuid, value, position, total, nullsFirst ?? null, before, after];
  return Buffer.from(JSON.stringify(part === undefined ? fields : [...fields, part])).toString('base64url');
}

/** @throws BAD_USER_INPUT for what is no cursor, or one of another connection, filter or order. */
export function fromCursor(text: string, fingerprint: string): Cursor {
  const fields = parse(text);
  if (!Array.isArray(fields) || fields[0] !== VERSION) throw malformed();
  if (fields[1] !== fingerprint) throw badInput('The cursor belongs to another connection, filter or order');
  const [, , uuid, value, position, total, nullsFirst, before, after, part] = fields as unknown[];
  if (typeof uuid !== 'string' || !isSortValue(value) || !isCount(position)) throw malformed();
  if (!(total === null || isCount(total)) || !(nullsFirst === null || typeof nullsFirst === 'boolean'))
    throw malformed();
  if (!isNames(before) || !isNames(after) || !(part === undefined || isSortValue(part))) throw malformed();
  const anchor = { uuid, value, key: toSortKey(value), position, total, before, after };
  return { anchor, part, nullsFirst: nullsFirst ?? undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw malformed();
  }
}

function malformed() {
  return badInput('Not a cursor of this gateway');
}

function isSortValue(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 3 && value.every((name) => typeof name === 'string');
}
