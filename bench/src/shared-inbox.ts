import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { headersOf } from './api-keys.ts';
import { countRequests, nextWorld } from './measure.ts';
import { FIFTY_THREADS, ONE_LEAD, toBody } from './scenarios.ts';
import { startGateway } from './servers/gateway.ts';

const PEOPLE = 10;
const POLL_MS = 5_000;

/** What ten people cost who poll one inbox, the list with its threads and one lead, every five seconds. */
export interface SharedInbox {
  /** Upstream requests, projected to a minute. */
  perMinute: number;
  refused: number;
}

/** `maxAgeS` is what each of them sends as `Cache-Control: max-age`. */
export async function measureSharedInbox(upstreamUrl: string, ms: number, maxAgeS?: number): Promise<SharedInbox> {
  await using gateway = await startGateway(upstreamUrl);
  const world = nextWorld();
  const bodies = [FIFTY_THREADS, ONE_LEAD].map((scenario) => toBody(scenario, world));
  const headers = {
    ...headersOf(`inbox-${maxAgeS ?? 'fresh'}`),
    ...(maxAgeS !== undefined && { 'cache-control': `max-age=${maxAgeS}` }),
  };
  const before = await countRequests(upstreamUrl);
  let refused = 0;
  const look = async (person: number) => {
    await delay((person * POLL_MS) / PEOPLE);
    for (let polls = ms / POLL_MS; polls > 0; polls--) {
      for (const body of bodies) {
        const response = await request(`${gateway.url}/graphql`, { method: 'POST', headers, body });
        if ((await response.body.text()).includes('RATE_LIMITED')) refused++;
      }
      await delay(POLL_MS);
    }
  };
  await Promise.all(Array.from({ length: PEOPLE }, (_, person) => look(person)));
  const requests = (await countRequests(upstreamUrl)) - before;
  return { perMinute: Math.round((requests * 60_000) / ms), refused };
}
