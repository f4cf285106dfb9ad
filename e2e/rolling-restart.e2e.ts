import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startBalancer } from './balancer.ts';
import { freePort } from './free-port.ts';
import { type StartedGateway, startStack } from './stack.ts';

const RESTARTS = 20;
const CALLERS = 8;

/** Asks in a loop until it is told to stop; counts what is no good answer. */
async function load(url: string, signal: AbortSignal, faults: string[]): Promise<number> {
  let answers = 0;
  while (!signal.aborted) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ leadTags { uuid name } }' }),
    });
    const answer = await response.text();
    if (response.status !== 200 || answer.includes('"errors"')) faults.push(`${response.status} ${answer}`);
    answers += 1;
    await delay(5);
  }
  return answers;
}

it('loses no request while two replicas behind a keep-alive proxy are restarted 20 times', {
  timeout: 120_000,
}, async () => {
  // Tags are kept, so that GetSales' limit on requests does not limit the load.
  await using stack = await startStack({ SHUTDOWN_DELAY_MS: '400', SMALL_COLLECTION_TTL_MS: '600000' });
  const ports = [await freePort(), await freePort()];
  const start = (port: string) => stack.startAnother({ PORT: port });
  const replicas: StartedGateway[] = await Promise.all(ports.map(start));
  const balancer = await startBalancer(ports.map((port) => `http://127.0.0.1:${port}`));
  const stop = new AbortController();
  const faults: string[] = [];
  const callers = Array.from({ length: CALLERS }, () => load(balancer.url, stop.signal, faults));
  for (let restart = 0; restart < RESTARTS; restart++) {
    const index = restart % 2;
    const [old, port] = [replicas[index], ports[index] ?? ''];
    old?.gateway.signal('SIGTERM');
    expect(await old?.gateway.exitCode).toBe(0);
    replicas[index] = await start(port);
    await delay(250);
  }
  stop.abort();
  const answers = await Promise.all(callers);
  await balancer[Symbol.asyncDispose]();
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
  expect(faults).toEqual([]);
  expect(answers.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1_000);
});
