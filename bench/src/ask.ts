import { request } from 'undici';
import { nextHeaders } from './api-keys.ts';
import { type Scenario, toBody } from './scenarios.ts';
import type { Competitor, Field } from './servers/field.ts';

/** One answer as text, without white space at its end. */
export async function ask({ server }: Competitor, scenario: Scenario, world: string): Promise<string> {
  const body = toBody(scenario, world);
  const response = await request(`${server.url}/graphql`, { method: 'POST', headers: nextHeaders(), body });
  return (await response.body.text()).trimEnd();
}

/**
 * The answer, which must be the same text from all servers: different answers cannot be compared.
 *
 * @throws if a server's answer differs from the floor's.
 */
export async function askAll({ floor, all }: Field, scenario: Scenario, world: string): Promise<string> {
  const expected = await ask(floor, scenario, world);
  for (const competitor of all) {
    const answer = await ask(competitor, scenario, world);
    if (answer !== expected) {
      throw new Error(
        `${scenario.name}: ${competitor.name} answers\n${answer.slice(0, 600)}\ninstead of\n${expected.slice(0, 600)}`,
      );
    }
  }
  return expected;
}
