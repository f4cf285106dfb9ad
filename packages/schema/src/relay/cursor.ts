import { hash } from 'node:crypto';
import { badInput } from '../bad-input.ts';
import type { ListSource, Row } from './list-source.ts';
import type { Anchor } from './page-rows.ts';
import type { Segment } from './segment.ts';
import { toSortKey } from './sort-key.ts';

/** What a cursor carries; nothing of it is remembered in the process. */
export interface Cursor {
  anchor: Anchor;
  /** What the anchor's position counts in; undefined: the whole list. */
  segment: Segment | undefined;
}

const VERSION = 2;
const FINGERPRINT_LENGTH = 8;
/** No list is longer. A greater position, or total, was made up. */
const MAX_COUNT = 100_000_000;
/** Longest UUID or sort value that a cursor takes, and the longest cursor that can hold them. */
const MAX_TEXT = 512;
const MAX_LENGTH = 16_384;

/** Marks which connection, filter and order a cursor belongs to. Neither the order of keys nor an absent value counts. */
export function fingerprintOf<T extends Row>({ name, identity, orderField, sortDirection }: ListSource<T>): string {
  const text = JSON.stringify([name, identity, orderField, sortDirection], (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? sorted(value) : value,
  );
  return hash('sha256', text, 'base64url').slice(0, FINGERPRINT_LENGTH);
}

function sorted(value: object): object {
  const present = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function toCursor({ anchor, segment }: Cursor, fingerprint: string): string {
  const { uuid, value, position, total, before, after } = anchor;
  const fields = [VERSION, fingerprint, uuid, value, position, total, before, after];
  return Buffer.from(JSON.stringify(segment === undefined ? fields : [...fields, segment])).toString('base64url');
}

/** @throws BAD_USER_INPUT for what is no cursor, or one of another connection, filter or order. */
export function fromCursor<T extends Row>(text: string, source: ListSource<T>): Cursor {
  const fields = parse(text);
  if (!Array.isArray(fields) || fields[0] !== VERSION) throw malformed();
  if (fields[1] !== fingerprintOf(source)) {
    throw badInput('The cursor belongs to another connection, filter or order');
  }
  const [, , uuid, value, position, total, before, after, segment] = fields as unknown[];
  if (!isText(uuid) || !(value === null || isValue(value)) || !isCount(position)) throw malformed();
  if (!isTotal(total, position) || !isNames(before) || !isNames(after)) throw malformed();
  if (!isSegment(segment, source)) throw malformed();
  return { anchor: { uuid, value, key: toSortKey(value), position, total, before, after }, segment };
}

function parse(text: string): unknown {
  if (text.length > MAX_LENGTH) throw malformed();
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw malformed();
  }
}

function malformed() {
  return badInput('Not a cursor of this gateway');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isValue(value: unknown): value is string | number {
  return isText(value) || Number.isFinite(value);
}

/** Only lists with a search window have segments. */
function isSegment(
  value: unknown,
  { searchWindow }: Pick<ListSource<Row>, 'searchWindow'>,
): value is Cursor['segment'] {
  return value === undefined || (searchWindow !== undefined && isValue(value));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT;
}

/** An answer whose total is smaller than its rows does not count as one that has a total. */
function isTotal(value: unknown, position: number): value is number | null {
  return value === null || (isCount(value) && value > position);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 3 && value.every(isText);
}
