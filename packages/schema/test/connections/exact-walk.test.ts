import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import { plainOffset } from './plain-offset.ts';
import { deepScenario, listOf, type Scenario, scenario } from './scenario.ts';
import { faultsOf, type Paginate, walkPages } from './walk.ts';

async function faultsIn(paginate: Paginate, given: Scenario, lostKeyOf?: () => undefined): Promise<string[]> {
  const list = listOf(given);
  const { isForward, size } = given;
  // Small pages over a long list would take the time of all other runs.
  const leastSize = Math.ceil(list.rows.length / 40);
  const pages = await walkPages(paginate, list, isForward, Math.max(size, leastSize), lostKeyOf);
  return faultsOf(pages, list, list.initial, isForward);
}

it('sees each row that stays once and in order, however the list moves between and within pages', async () => {
  const property = fc.asyncProperty(scenario, async (given) => {
    expect(await faultsIn(offsetConnection, given)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 5000 });
}, 120_000);

it('goes on to the end where rows turn null while their place is looked for, and all nulls then vanish', async () => {
  const given: Scenario = {
    list: { count: 465, times: 1 },
    nulls: 4,
    seed: 2140892189,
    options: { direction: 'asc', nullsFirst: true, cap: 100, says: 'both' },
    movements: [
      [{ kind: 'vanish', at: 0, count: 4 }],
      [
        { kind: 'vanish', at: 0, count: 5 },
        { kind: 'arrive', at: 0, count: 6 },
      ],
      [{ kind: 'change', at: 0, count: 99 }],
      [{ kind: 'vanish', at: 0, count: 12 }],
    ],
    isForward: true,
    size: 1,
  };
  expect(await faultsIn(offsetConnection, given)).toEqual([]);
});

it('finds the end of a list whose total is always one less than the offset where there are no rows', async () => {
  const given: Scenario = {
    list: { count: 457, times: 1 },
    nulls: 130,
    seed: 0,
    options: { direction: 'asc', nullsFirst: false, cap: 20, says: 'both', lies: 'below' },
    movements: [[{ kind: 'arrive', at: 0, count: 144 }], [{ kind: 'arrive', at: 0, count: 15 }]],
    isForward: false,
    size: 1,
  };
  expect(await faultsIn(offsetConnection, given)).toEqual([]);
});

it('goes on past the search window where the row that a segment begins with and all behind it change meanwhile', async () => {
  const given: Scenario = {
    list: { count: 384, times: 60 },
    nulls: 0,
    seed: 0,
    options: { direction: 'asc', nullsFirst: false, cap: 100, says: 'both', searchWindow: 400 },
    movements: [
      [],
      [{ kind: 'arrive', at: 0, count: 7 }],
      [],
      [{ kind: 'arrive', at: 0, count: 9 }],
      [],
      [{ kind: 'change', at: 972, count: 11 }],
    ],
    isForward: true,
    size: 376,
  };
  expect(await faultsIn(offsetConnection, given)).toEqual([]);
});

it('keeps that promise past the search window', async () => {
  const property = fc.asyncProperty(deepScenario, async (given) => {
    expect(await faultsIn(offsetConnection, given)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 1000 });
}, 120_000);

it('asks what a cursor that is a position does not keep, but on a list that stands still', async () => {
  const faults = async (given: Scenario) => {
    const options = { ...given.options, cap: 100, says: 'both', lies: undefined } as const;
    return faultsIn(plainOffset, { ...given, options }, () => undefined);
  };
  const quiet = fc.asyncProperty(scenario, async (given) => {
    expect(await faults({ ...given, movements: [] })).toEqual([]);
  });
  await fc.assert(quiet, { numRuns: 200 });
  const moving = fc.asyncProperty(scenario, async (given) => {
    expect(await faults(given)).toEqual([]);
  });
  expect((await fc.check(moving, { numRuns: 1000, endOnFailure: true })).failed).toBe(true);
});
