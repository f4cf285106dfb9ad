import { ask } from './ask.ts';
import { load } from './load.ts';
import { createBodies, nextWorld } from './measure.ts';
import { median } from './median.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Field } from './servers/field.ts';

const QUERIES = 200_000;
const TURN_MS = 1_500;
/** Share of the queries after which the size of the heap no longer grows. */
const SETTLED = 0.2;

/** Measures the gateway's memory over 200,000 queries of all kinds, each with new variables. */
export async function tellSoak({ gateway }: Field): Promise<string> {
  const rounds: { done: number; rssMb: number }[] = [];
  for (let done = 0; done < QUERIES; ) {
    for (const scenario of SCENARIOS) {
      const answerLength = (await ask(gateway, scenario, nextWorld())).length;
      const nextBody = createBodies(scenario, 'changing');
      done += (await load({ url: gateway.server.url, callers: 10, ms: TURN_MS, nextBody, answerLength })).requests;
    }
    rounds.push({ done, rssMb: (await gateway.server.vitals()).rss / 2 ** 20 });
    console.error(`${done} queries, ${rounds.at(-1)?.rssMb.toFixed(0)} MB`);
  }
  const settled = rounds.filter(({ done }) => done > QUERIES * SETTLED).map(({ rssMb }) => rssMb);
  const middle = median(settled);
  const spread = Math.max(...settled.map((rssMb) => Math.abs(rssMb - middle) / middle));
  return `Memory over ${QUERIES} queries: ${middle.toFixed(0)} MB ± ${(spread * 100).toFixed(0)} % once settled.`;
}
