import { readdirSync, statSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import { startReplica } from './soak/replica.ts';

const DISTINCT = 10_000;
const AT_ONCE = 20;
/** A fresh gateway takes 60 MB of it. */
const HEAP_MB = 256;

/** Calls `act` with 0 to `count - 1`, some at once. */
async function times(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const callers = Array.from({ length: AT_ONCE }, async () => {
    while (next < count) await act(next++);
  });
  await Promise.all(callers);
}

it('serves 10,000 keys, teams and documents within a heap of 256 MB', { timeout: 240_000 }, async () => {
  await using data = await mkdtempDisposable(join(tmpdir(), 'bounded-'));
  await using sandbox = await startSandbox({ size: { leads: 1 }, dialect: { requestsPerMinute: null } });
  const env = { DATA_DIR: data.path, GETSALES_API_URL: sandbox.url, METRICS_PORT: '0' };
  // V8 collects late while there is room: without this it would say little how much memory is taken.
  await using replica = await startReplica({ ...env, NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` });
  const ask = (query: string, headers: Record<string, string>) =>
    fetch(replica.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    }).then((response) => response.text());
  const askByKey = (index: number) => ask('{ viewer { uuid } }', { authorization: `Bearer key-${index}` });
  const askByTeam = (index: number) =>
    ask('{ viewer { uuid } }', { authorization: `Bearer team-key-${index % 100}`, 'team-id': String(index) });
  const askByDocument = (index: number) =>
    ask(`query Name${index} { __typename a${index}: __typename }`, { authorization: 'Bearer key' });
  const before = replica.vitals();
  for (const act of [askByKey, askByTeam, askByDocument]) await times(DISTINCT, act);
  expect(await ask('{ __typename }', {})).toBe('{"data":{"__typename":"Query"}}');
  const after = replica.vitals();
  expect(after.memory).toBeLessThan(400_000_000);
  // Callers and the pool of connections to the upstream.
  expect(after.handles - before.handles).toBeLessThan(150);
  const bytes = readdirSync(data.path).map((name) => statSync(join(data.path, name)).size);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000_000);
});
