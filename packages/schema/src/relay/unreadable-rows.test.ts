import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMovingList, type MovingListOptions, modelRow } from '../../test/connections/moving-list.ts';
import { infoOf } from '../../test/connections/resolve-info.ts';
import type { ListSource } from './list-source.ts';
import { type ConnectionArguments, offsetConnection } from './offset-connection.ts';

const ROWS = infoOf('nodes { uuid } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }');

type Model = ReturnType<typeof createMovingList>['source'];
type ModelRow = Awaited<ReturnType<Model['list']>>['data'][number];

/** A list of `count` rows, the newest first, of which those in `holes` cannot be read. */
function listWithHoles(count: number, holes: readonly number[], options: MovingListOptions = {}) {
  const { source, requests } = createMovingList(
    Array.from({ length: count }, (_, id) => modelRow(id, (count - id) * 60_000)),
    options,
  );
  const broken = new Set(holes.map((id) => `row-${id}`));
  const list: Model['list'] = async (window, range) => {
    const page = await source.list(window, range);
    const places = page.data.flatMap(({ uuid }, place) => (broken.has(uuid) ? place : []));
    const data = page.data.filter(({ uuid }) => !broken.has(uuid));
    return places.length > 0 ? { ...page, data, holes: places } : page;
  };
  return { source: { ...source, list }, requests };
}

/** All rows that a walk of pages sees, in the order of the list, and the length of each page. */
async function walk(source: ListSource<ModelRow>, size: number, isForward: boolean) {
  const ids: number[] = [];
  const pages: number[] = [];
  for (let cursor: string | null = null; ; ) {
    const args: ConnectionArguments = isForward ? { first: size, after: cursor } : { last: size, before: cursor };
    const { edges, pageInfo }: Awaited<ReturnType<typeof offsetConnection<ModelRow>>> = await offsetConnection(
      args,
      source,
      ROWS,
    );
    const read = edges.map(({ node }) => Number(node.uuid.slice(4)));
    pages.push(read.length);
    ids.splice(isForward ? ids.length : 0, 0, ...read);
    if (!(isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return { ids, pages };
    cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
  }
}

it('takes no request for a row that cannot be read: the page is shorter', async () => {
  const { source, requests } = listWithHoles(60, [3, 27, 28]);
  const { pages } = await walk(source, 20, true);
  expect(pages.slice(0, 2)).toEqual([19, 20]);
  expect(requests).toHaveLength(pages.length);
});

it('reads on where a page would be empty', async () => {
  const { source } = listWithHoles(12, [0, 5, 6, 11]);
  expect((await walk(source, 1, true)).pages.slice(0, -1)).not.toContain(0);
});

it('walks past rows that cannot be read, and sees every other row once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 130 }),
      fc.array(fc.nat(129), { maxLength: 30 }),
      fc.integer({ min: 1, max: 110 }),
      fc.boolean(),
      fc.constantFrom('both', 'total', 'hasMore', 'neither'),
      async (count, holes, size, isForward, says) => {
        const { source } = listWithHoles(count, holes, { says });
        const readable = Array.from({ length: count }, (_, id) => id).filter((id) => !holes.includes(id));
        expect((await walk(source, size, isForward)).ids).toEqual(readable);
      },
    ),
    {
      numRuns: 300,
      examples: [
        [1, [0], 1, false, 'neither'],
        [1, [0], 1, true, 'neither'],
        [3, [0, 1, 2], 1, true, 'neither'],
        [8, [0, 1, 2, 3, 4, 5, 6], 1, true, 'neither'],
      ],
    },
  );
});
