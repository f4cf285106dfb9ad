import { expect, it } from 'vitest';
import { LiveTooFarBackError } from '../errors.ts';
import { createProgress } from './position.ts';
import { readSince } from './read-since.ts';

interface Row {
  uuid: string;
  time: string;
}

const log = { entryOf: ({ uuid, time }: Row) => ({ key: uuid, time }) };
const toTime = (n: number) => `2026-01-01T00:00:${String(n).padStart(6, '0')}`;
const rowsDown = (from: number): Row[] =>
  Array.from({ length: from }, (_, index) => ({ uuid: `row-${from - index}`, time: toTime(from - index) }));

/** A list that changes before some of its windows are read. */
function listOf(rows: Row[], changes: Record<number, () => void> = {}) {
  let asked = 0;
  return async ({ limit, offset }: { limit: number; offset: number }) => {
    changes[asked++]?.();
    return { data: rows.slice(offset, offset + limit), total: rows.length, hasMore: offset + limit < rows.length };
  };
}

it('reads one window without a floor, and says how far back it reaches', async () => {
  const { rows, reachesBackTo } = await readSince(log, listOf(rowsDown(250)));
  expect(rows).toHaveLength(100);
  expect(reachesBackTo).toBe(toTime(151));
  expect((await readSince(log, listOf(rowsDown(30)))).reachesBackTo).toBe('');
});

it('misses no row that stays while rows above are deleted and others arrive', async () => {
  const rows = rowsDown(300);
  const changes = {
    1: () => void rows.splice(0, 60),
    2: () => void rows.unshift({ uuid: 'new', time: toTime(301) }),
    3: () => void rows.splice(10, 3),
  };
  const { rows: read } = await readSince(log, listOf(rows, changes), toTime(20));
  const uuids = new Set(read.map(({ row }) => row.uuid));
  for (const { uuid, time } of rows) if (time > toTime(20) && uuid !== 'new') expect(uuids).toContain(uuid);
});

it('gives up on a list that never stands still, and on more rows than it keeps', async () => {
  const rows = rowsDown(4_000);
  const vanish = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [n, () => void rows.splice(0, 60)]));
  await expect(readSince(log, listOf(rows, vanish), '')).rejects.toThrow('Rows move faster');
  await expect(readSince(log, listOf(rowsDown(6_000)), '')).rejects.toThrow(LiveTooFarBackError);
});

it('looks back 15 s, remembers what it read of that time, and is not led astray by the future', () => {
  const now = Date.parse('2026-01-01T01:00:00Z');
  const progress = createProgress({ floor: '', seen: [] });
  const at = (time: string, key: string) => progress.read({ time: `2026-01-01T${time}`, key }, now);
  expect(at('00:10:00', 'a')).toBe(true);
  expect(at('00:09:50', 'late')).toBe(true);
  expect(at('00:10:00', 'a')).toBe(false);
  expect(at('00:09:44', 'too late')).toBe(false);
  expect(at('23:00:00', 'from the future')).toBe(true);
  expect(at('01:00:01', 'next')).toBe(true);
  expect(at('23:00:00', 'from the future')).toBe(false);
});

it('keeps its cursor small where much comes at once, and tells apart what ties', () => {
  const progress = createProgress({ floor: '', seen: [] });
  const now = Date.parse('2026-01-01T00:00:00Z');
  for (let n = 0; n < 5_000; n++) progress.read({ time: `2026-01-01T00:00:00.${10_000 + n}`, key: `${n}` }, now);
  expect(progress.position().seen.length).toBeLessThanOrEqual(1_000);
  expect(progress.read({ time: '2026-01-01T00:00:00.14999', key: '4999' }, now)).toBe(false);
  for (let n = 0; n < 3_000; n++) progress.read({ time: '2026-01-01T00:00:01', key: `tie-${n}` }, now);
  for (let n = 0; n < 3_000; n++)
    expect(progress.read({ time: '2026-01-01T00:00:01', key: `tie-${n}` }, now)).toBe(false);
});
