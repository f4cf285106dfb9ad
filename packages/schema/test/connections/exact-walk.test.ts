import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetConnection } from '../../src/relay/offset-connection.ts';
import { plainOffset } from './plain-offset.ts';
import { deepScenario, listOf, type Scenario, scenario } from './scenario.ts';
import { faultsOf, type Paginate, walkPages } from './walk.ts';

async function faultsIn(paginate: Paginate, given: Scenario): Promise<string[]> {
  const list = listOf(given);
  const { isForward, size } = given;
  // Small pages over a long list would take the time of all other runs.
  const pages = await walkPages(paginate, list, isForward, Math.max(size, Math.ceil(list.rows.length / 40)));
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

it('asks what a cursor that is a position does not keep', async () => {
  const property = fc.asyncProperty(scenario, async (given) => {
    expect(await faultsIn(plainOffset, { ...given, options: { ...given.options, cap: 100, says: 'both' } })).toEqual(
      [],
    );
  });
  const { failed, counterexample } = await fc.check(property, { numRuns: 1000, endOnFailure: true });
  expect(failed).toBe(true);
  expect(counterexample?.[0].movements.flat()).not.toEqual([]);
});
