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

it('keeps that promise past the search window', async () => {
  const property = fc.asyncProperty(deepScenario, async (given) => {
    expect(await faultsIn(offsetConnection, given)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 1000 });
}, 120_000);

it('asks what a cursor that is a position does not keep, but on a list that stands still', async () => {
  const faults = async (given: Scenario) => {
    const options = { ...given.options, cap: 100, says: 'both' } as const;
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
