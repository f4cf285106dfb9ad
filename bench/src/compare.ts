import { askAll } from './ask.ts';
import { measure, nextWorld, type Sample, type Variables } from './measure.ts';
import { median } from './median.ts';
import type { Scenario } from './scenarios.ts';
import type { Field } from './servers/field.ts';

export interface Pace {
  callers: number;
  warmUpMs: number;
  roundMs: number;
  rounds: number;
}

/** Medians over all rounds. */
export interface Row extends Omit<Sample, 'requests' | 'seconds'> {
  scenario: string;
  variables: Variables;
  competitor: string;
  /** Median of the ratios of the rounds. Other load on the machine differs between rounds, but is equal for both within one. */
  ofTheFloor: number;
}

/** Measures all competitors in turn in each round, so that each ratio compares two loads that ran one after the other. */
export async function compare(field: Field, scenario: Scenario, variables: Variables, pace: Pace): Promise<Row[]> {
  const answerLength = (await askAll(field, scenario, nextWorld())).length;
  const options = { variables, callers: pace.callers, answerLength };
  for (const competitor of field.all) await measure(field, competitor, scenario, { ...options, ms: pace.warmUpMs });
  const rounds = field.all.map((): Sample[] => []);
  for (let round = 0; round < pace.rounds; round++) {
    for (const [index, competitor] of field.all.entries()) {
      rounds[index]?.push(await measure(field, competitor, scenario, { ...options, ms: pace.roundMs }));
    }
  }
  const [floor = []] = rounds;
  return field.all.map(({ name }, index) => ({
    scenario: scenario.name,
    variables,
    competitor: name,
    ...toMedians(rounds[index] ?? [], floor),
  }));
}

function toMedians(samples: Sample[], floor: Sample[]) {
  const middle = (key: keyof Sample) => median(samples.map((sample) => sample[key]));
  return {
    perSecond: middle('perSecond'),
    p50Ms: middle('p50Ms'),
    p99Ms: middle('p99Ms'),
    cpuMsPerRequest: middle('cpuMsPerRequest'),
    rssMb: middle('rssMb'),
    upstreamPerRequest: middle('upstreamPerRequest'),
    ofTheFloor: median(samples.map(({ perSecond }, round) => perSecond / (floor[round]?.perSecond ?? Number.NaN))),
  };
}
