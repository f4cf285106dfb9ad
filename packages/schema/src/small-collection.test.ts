import { setImmediate as macrotask } from 'node:timers/promises';
import { createApiClient, createUpstream, type PageParams } from '@getsales-gateway/api-client';
import { expect, it } from 'vitest';
import { smallCollection } from './small-collection.ts';

/** A collection of `size` rows, and the windows that are asked of it. */
function world(size: number, { hasTotal = true, maxRows = 100, hasGet = false } = {}) {
  const rows = Array.from({ length: size }, (_, index) => ({ uuid: `row-${index}` }));
  const asked: string[] = [];
  const underWay = { now: 0, most: 0 };
  const list = async (_context: unknown, { limit, offset }: PageParams) => {
    asked.push(`${offset}+${limit}`);
    underWay.most = Math.max(underWay.most, ++underWay.now);
    await macrotask();
    underWay.now--;
    return {
      data: rows.slice(offset, offset + Math.min(limit, maxRows)),
      total: hasTotal ? size : null,
      hasMore: null,
    };
  };
  const loadAlone = async (uuids: readonly string[]) => {
    asked.push(...uuids);
    return uuids.map((uuid) => rows.find((row) => row.uuid === uuid) ?? null);
  };
  const collection = smallCollection(list, hasGet ? loadAlone : undefined);
  const upstream = createUpstream({ url: 'http://upstream.test', timeoutMs: 1_000 });
  return {
    asked,
    collection,
    mostAtOnce: () => underWay.most,
    context: { api: createApiClient({ upstream, apiKey: 'key' }) },
  };
}

it('is read once for all who ask, in order, with null for what is not there', async () => {
  const { asked, collection, context } = world(3);
  const answers = await Promise.all([
    collection.load(['row-2', 'gone'], context),
    collection.load(['ROW-0'], context),
    collection.all(context),
  ]);
  expect(answers).toEqual([
    [{ uuid: 'row-2' }, null],
    [{ uuid: 'row-0' }],
    [{ uuid: 'row-0' }, { uuid: 'row-1' }, { uuid: 'row-2' }],
  ]);
  expect(asked).toEqual(['0+100']);
});

it('reads the further pages at once, and only when something is missing', async () => {
  const { asked, collection, context, mostAtOnce } = world(250);
  await collection.load(['row-10'], context);
  expect(asked).toEqual(['0+100']);
  await collection.load(['row-150', 'row-10', 'gone'], context);
  expect(asked).toEqual(['0+100', '100+100', '200+100']);
  expect(mostAtOnce()).toBe(2);
  await expect(collection.all(context)).resolves.toHaveLength(250);
  expect(asked).toHaveLength(3);
});

it('remembers from one operation to the next what is gone', async () => {
  const { asked, collection, context } = world(250);
  await collection.load(['gone', 'row-10'], context);
  expect(asked).toHaveLength(3);
  const next = { api: context.api };
  expect(await collection.load(['GONE', 'row-10'], next)).toEqual([null, { uuid: 'row-10' }]);
  expect(asked.slice(3)).toEqual(['0+100']);
  expect(await collection.load(['gone'], { api: context.api })).toEqual([null]);
  expect(asked).toHaveLength(4);
});

it('asks alone for what is missing, where that is less than the pages that are left', async () => {
  const { asked, collection, context } = world(450, { hasGet: true });
  const few = ['row-10', 'row-420', 'gone'];
  expect(await collection.load(few, context)).toEqual([{ uuid: 'row-10' }, { uuid: 'row-420' }, null]);
  expect(asked).toEqual(['0+100', 'row-420', 'gone']);
  await collection.load(
    Array.from({ length: 300 }, (_, index) => `row-${index}`),
    context,
  );
  expect(asked.slice(3)).toEqual(['100+100', '200+100', '300+100', '400+100']);
});

it('goes by the rows that come where neither the total nor the full page does', async () => {
  const { asked, collection, context } = world(45, { hasTotal: false, maxRows: 20 });
  await expect(collection.all(context)).resolves.toHaveLength(45);
  expect(asked).toEqual(['0+100', '20+100', '40+100', '45+100']);
});

it('fails for those who ask at the time, and is read anew by the next', async () => {
  let failures = 1;
  const rows = [{ uuid: 'row' }];
  const collection = smallCollection(async () => {
    if (failures-- > 0) throw new Error('down');
    return { data: rows, total: 1, hasMore: null };
  });
  const { context } = world(0);
  await expect(collection.all(context)).rejects.toThrow('down');
  await expect(collection.all(context)).resolves.toEqual(rows);
});

it('is read again when it was forgotten', async () => {
  const { asked, collection, context } = world(1);
  await collection.all(context);
  collection.forget(context);
  await collection.all(context);
  expect(asked).toEqual(['0+100', '0+100']);
});
