import { request } from 'undici';
import { type Load, load } from './load.ts';
import { type Scenario, toBody } from './scenarios.ts';
import type { Competitor, Field } from './servers/field.ts';
import { createTemplate, FIRST_WORLD, toWorld } from './upstream/world.ts';

export const VARIABLES = ['changing', 'equal'] as const;

/** Whether the variables of a scenario change from one request to the next. */
export type Variables = (typeof VARIABLES)[number];

/** One round of one competitor. */
export interface Sample extends Load {
  perSecond: number;
  cpuMsPerRequest: number;
  rssMb: number;
  upstreamPerRequest: number;
}

export interface MeasureOptions {
  variables: Variables;
  callers: number;
  ms: number;
  answerLength: number;
}

export async function measure(
  { upstream }: Field,
  { server }: Competitor,
  scenario: Scenario,
  { variables, ...options }: MeasureOptions,
): Promise<Sample> {
  const upstreamBefore = await countRequests(upstream.url);
  const before = await server.vitals();
  const done = await load({ ...options, url: server.url, nextBody: createBodies(scenario, variables) });
  const after = await server.vitals();
  return {
    ...done,
    perSecond: done.requests / done.seconds,
    cpuMsPerRequest: (after.cpu - before.cpu) / 1000 / done.requests,
    rssMb: after.rss / 2 ** 20,
    upstreamPerRequest: ((await countRequests(upstream.url)) - upstreamBefore) / done.requests,
  };
}

let worlds = 0;

/** A world that no request of this run has used. */
export function nextWorld(): string {
  return toWorld(++worlds);
}

/** Makes bodies one by one. Each costs a few string concatenations. */
export function createBodies(scenario: Scenario, variables: Variables): () => string {
  const say = createTemplate(toBody(scenario, FIRST_WORLD));
  const equal = say(nextWorld());
  return variables === 'equal' ? () => equal : () => say(nextWorld());
}

export async function countRequests(upstreamUrl: string): Promise<number> {
  const { body } = await request(`${upstreamUrl}/counts`);
  return Object.values(Object(await body.json())).reduce<number>((sum, count) => sum + Number(count), 0);
}
