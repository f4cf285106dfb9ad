import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprintOf, fromCursor, toCursor } from './cursor.ts';
import type { ListSource, Row } from './list-source.ts';
import { toSortKey } from './sort-key.ts';

interface Dated extends Row {
  at: string;
}

const source: ListSource<Dated> = {
  name: 'Query.rows',
  identity: { status: 'ok', tags: ['a', 'b'] },
  orderField: 'at',
  direction: 'desc',
  list: () => Promise.reject(new Error('Not to be asked')),
};
const fingerprint = fingerprintOf(source);

const value = fc.oneof(
  fc.constant(null),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const cursor = fc.record({
  anchor: fc
    .record({
      uuid: fc.string(),
      value,
      position: fc.nat(),
      total: fc.option(fc.nat()),
      before: fc.array(fc.string(), { maxLength: 3 }),
      after: fc.array(fc.string(), { maxLength: 3 }),
    })
    .map((anchor) => ({ ...anchor, key: toSortKey(anchor.value) })),
  part: fc.oneof(fc.constant(undefined), value),
  nullsFirst: fc.constantFrom(true, false, undefined),
});

it('reads from a cursor what was written to it', () => {
  fc.assert(
    fc.property(cursor, (given) => {
      expect(fromCursor(toCursor(given, fingerprint), fingerprint)).toEqual(given);
    }),
  );
});

it('is a short word of URL-safe letters', () => {
  const anchor = {
    uuid: '6ee9dfd5-2c47-4ac7-88cb-5d8a0b0e2d3a',
    value: '2026-02-03T15:55:04.000000Z',
    key: '2026-02-03T15:55:04',
    position: 12_345,
    total: 230_000,
    before: [],
    after: [],
  };
  const text = toCursor({ anchor, part: undefined, nullsFirst: undefined }, fingerprint);
  expect(text).toMatch(/^[\w-]+$/);
  expect(text.length).toBeLessThan(160);
});

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

it.each([
  ['nothing', ''],
  ['no JSON', Buffer.from('offset:20').toString('base64url')],
  ['no tuple', encoded({ offset: 20 })],
  ['another version', encoded([2, fingerprint, 'a', null, 0, 0, null, [], []])],
  ['a row without a name', encoded([1, fingerprint, 7, null, 0, 0, null, [], []])],
  ['a value that is none', encoded([1, fingerprint, 'a', {}, 0, 0, null, [], []])],
  ['a position before the first', encoded([1, fingerprint, 'a', null, -1, 0, null, [], []])],
  ['a position between two', encoded([1, fingerprint, 'a', null, 0.5, 0, null, [], []])],
  ['a total in words', encoded([1, fingerprint, 'a', null, 0, 'many', null, [], []])],
  ['too many neighbours', encoded([1, fingerprint, 'a', null, 0, 0, null, ['b', 'c', 'd', 'e'], []])],
  ['too few fields', encoded([1, fingerprint, 'a', null, 0])],
])('refuses %s', (_what, text) => {
  expect(() => fromCursor(text, fingerprint)).toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
  );
});

it('knows another connection, filter or order by its fingerprint', () => {
  const others = [
    fingerprintOf({ ...source, name: 'Query.others' }),
    fingerprintOf({ ...source, identity: { status: 'ok', tags: ['b', 'a'] } }),
    fingerprintOf({ ...source, identity: undefined }),
    fingerprintOf({ ...source, direction: 'asc' }),
    fingerprintOf({ ...source, orderField: 'uuid' }),
  ];
  expect(new Set([fingerprint, ...others]).size).toBe(6);
  const anchor = { uuid: 'a', value: null, key: null, position: 0, total: 1, before: [], after: [] };
  const text = toCursor({ anchor, part: undefined, nullsFirst: undefined }, fingerprint);
  for (const other of others) expect(() => fromCursor(text, other)).toThrow('another connection, filter or order');
});

it('does not mind in which order a filter is written, or what it leaves open', () => {
  const identity = { tags: ['a', 'b'], listId: null, stage: undefined, status: 'ok' };
  expect(fingerprintOf({ ...source, identity })).toBe(fingerprint);
});
