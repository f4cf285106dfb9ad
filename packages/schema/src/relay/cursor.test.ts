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
  sortDirection: 'desc',
  nullsFirst: false,
  searchWindow: 10_000,
  list: () => Promise.reject(new Error('Not to be asked')),
};
const fingerprint = fingerprintOf(source);

const value = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const cursor = fc.record({
  anchor: fc
    .record({
      uuid: fc.string(),
      value: fc.option(value),
      position: fc.nat(90_000_000),
      beyond: fc.option(fc.integer({ min: 1, max: 9_000_000 })),
      before: fc.array(fc.string(), { maxLength: 3 }),
      after: fc.array(fc.string(), { maxLength: 3 }),
    })
    .map(({ beyond, ...anchor }) => ({
      ...anchor,
      total: beyond === null ? null : anchor.position + beyond,
      key: toSortKey(anchor.value),
    })),
  segment: fc.option(value, { nil: undefined }),
});

it('reads from a cursor what was written to it', () => {
  fc.assert(
    fc.property(cursor, (given) => {
      expect(fromCursor(toCursor(given, fingerprint), source)).toEqual(given);
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
  const text = toCursor({ anchor, segment: undefined }, fingerprint);
  expect(text).toMatch(/^[\w-]+$/);
  expect(text.length).toBeLessThan(160);
});

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

it.each([
  ['nothing', ''],
  ['no JSON', Buffer.from('offset:20').toString('base64url')],
  ['no tuple', encoded({ offset: 20 })],
  ['another version', encoded([1, fingerprint, 'a', null, 0, 1, null, [], []])],
  ['a row without a name', encoded([2, fingerprint, 7, null, 0, 0, [], []])],
  ['a value that is none', encoded([2, fingerprint, 'a', {}, 0, 0, [], []])],
  ['a position before the first', encoded([2, fingerprint, 'a', null, -1, 0, [], []])],
  ['a position between two', encoded([2, fingerprint, 'a', null, 0.5, 0, [], []])],
  ['a total in words', encoded([2, fingerprint, 'a', null, 0, 'many', [], []])],
  ['too many neighbours', encoded([2, fingerprint, 'a', null, 0, 0, ['b', 'c', 'd', 'e'], []])],
  ['too few fields', encoded([2, fingerprint, 'a', null, 0])],
  ['a position beyond any list', encoded([2, fingerprint, 'a', null, 1e15, null, [], []])],
  ['a position beyond all integers', encoded([2, fingerprint, 'a', null, 1e300, null, [], []])],
  ['a position that is no number', encoded([2, fingerprint, 'a', null, Number.NaN, 0, [], []])],
  ['a position in words', encoded([2, fingerprint, 'a', null, '7', 9, [], []])],
  ['a total beyond any list', encoded([2, fingerprint, 'a', null, 0, 1e15, [], []])],
  ['a total below zero', encoded([2, fingerprint, 'a', null, 0, -1, [], []])],
  ['a total that the position refutes', encoded([2, fingerprint, 'a', null, 5, 5, [], []])],
  ['a total that is infinite', Buffer.from(`[2,"${fingerprint}","a",null,0,1e999,[],[]]`).toString('base64url')],
  ['a value that is infinite', Buffer.from(`[2,"${fingerprint}","a",1e999,0,1,[],[]]`).toString('base64url')],
  ['a row with a long name', encoded([2, fingerprint, 'a'.repeat(1000), null, 0, 1, [], []])],
  ['a long value', encoded([2, fingerprint, 'a', 'x'.repeat(1000), 0, 1, [], []])],
  ['a neighbour with a long name', encoded([2, fingerprint, 'a', null, 0, 1, ['b'.repeat(1000)], []])],
  ['a segment that is none', encoded([2, fingerprint, 'a', null, 0, 1, [], [], { x: 1 }])],
  ['too long a text', encoded([2, fingerprint, 'a', null, 0, 1, [], ['x'.repeat(100_000)]])],
  ['what is nested deeply', Buffer.from('['.repeat(10_000)).toString('base64url')],
  ['what is nested deeply and closed', Buffer.from(`${'['.repeat(6000)}${']'.repeat(6000)}`).toString('base64url')],
])('refuses %s', (_what, text) => {
  expect(() => fromCursor(text, source)).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }));
});

it('has no segments in a list without a search window', () => {
  const { searchWindow: _, ...plain } = source;
  const text = encoded([2, fingerprint, 'a', null, 0, 1, [], [], '2026-02-03T15:55:04Z']);
  expect(fromCursor(text, source).segment).toBe('2026-02-03T15:55:04Z');
  expect(() => fromCursor(text, plain)).toThrow('Not a cursor');
});

it('knows another connection, filter or order by its fingerprint', () => {
  const others: ListSource<Dated>[] = [
    { ...source, name: 'Query.others' },
    { ...source, identity: { status: 'ok', tags: ['b', 'a'] } },
    { ...source, identity: undefined },
    { ...source, sortDirection: 'asc' },
    { ...source, orderField: 'uuid' },
  ];
  expect(new Set([source, ...others].map(fingerprintOf)).size).toBe(6);
  const anchor = { uuid: 'a', value: null, key: null, position: 0, total: 1, before: [], after: [] };
  const text = toCursor({ anchor, segment: undefined }, fingerprint);
  for (const other of others) {
    expect(() => fromCursor(text, other)).toThrow('another connection, filter or order');
  }
});

it('does not mind in which order a filter is written, or what it leaves open', () => {
  const identity = { tags: ['a', 'b'], listId: null, stage: undefined, status: 'ok' };
  expect(fingerprintOf({ ...source, identity })).toBe(fingerprint);
});
