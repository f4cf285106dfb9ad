import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import type { Front } from './front.ts';
import { type Listening, listen } from './listening.ts';
import { type Stack, startStack } from './stack.ts';

const RECEIVED = `subscription Received($after: String) {
  messageReceived(after: $after) { cursor message { uuid text createdAt } }
}`;

type Step =
  | { kind: 'arrive'; count: number; ms: number; isOld: boolean }
  | { kind: 'delete'; place: number }
  | { kind: 'reconnect'; replica: number }
  | { kind: 'webhook'; times: number }
  | { kind: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      count: fc.integer({ min: 1, max: 8 }),
      ms: fc.constantFrom(0, 1, 900, 20_000),
      isOld: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      count: fc.constantFrom(99, 100, 250),
      ms: fc.constantFrom(0, 1, 400),
      isOld: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), place: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reconnect' as const), replica: fc.nat({ max: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('webhook' as const), times: fc.constantFrom(0, 1, 2, 5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 20, 60) }) },
);

/** One client that goes from connection to connection with its last cursor. */
async function startClient(fronts: readonly Front[]) {
  const past: Listening[] = [];
  let listening = await listen(fronts[0] ?? fail(), RECEIVED);
  const all = () => [...new Set([...past, listening])].flatMap(({ results }) => results);
  return {
    async reconnect(replica: number) {
      await listening[Symbol.asyncDispose]();
      past.push(listening);
      const after = all().at(-1)?.data?.['messageReceived']?.cursor;
      listening = await listen(fronts[replica] ?? fail(), RECEIVED, { variables: { after } });
    },
    messages: () => all().map(({ data }) => data?.['messageReceived']?.message),
    errors: () => all().flatMap(({ errors = [] }) => errors),
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

function fail(): never {
  throw new Error('no such replica');
}

async function carryOut(steps: readonly Step[], stack: Stack, fronts: readonly Front[]): Promise<void> {
  const { clock, world } = stack.sandbox;
  await using client = await startClient(fronts);
  const arrived: string[] = [];
  const deleted = new Set<string>();
  const arrive = (isOld: boolean) => {
    const sent_at = isOld ? '2020-01-01T00:00:00.000000Z' : clock.timestamp();
    arrived.push(world.messages.insert({ type: 'inbox', text: String(arrived.length), sent_at }).uuid);
  };
  clock.advance(1);
  arrive(false);
  await eventually(() => expect(client.messages()).toHaveLength(1));
  for (const each of steps) {
    if (each.kind === 'arrive') {
      for (let n = 0; n < each.count; n++) {
        clock.advance(each.ms);
        arrive(each.isOld);
      }
    } else if (each.kind === 'delete') {
      const uuid = arrived[each.place % arrived.length] ?? '';
      if (world.messages.remove(uuid)) deleted.add(uuid);
    } else if (each.kind === 'reconnect') await client.reconnect(each.replica);
    else if (each.kind === 'wait') await new Promise((resolve) => setTimeout(resolve, each.ms));
    else for (let n = 0; n < each.times; n++) await hint(fronts);
  }
  const kept = () => client.messages().map((message) => message?.uuid ?? '');
  await eventually(() =>
    expect(kept().filter((uuid) => !deleted.has(uuid))).toEqual(arrived.filter((uuid) => !deleted.has(uuid))),
  );
  expect(new Set(kept()).size).toBe(kept().length);
  expect(client.errors()).toEqual([]);
}

async function hint(fronts: readonly Front[]): Promise<void> {
  for (const { gateway } of fronts) {
    const response = await fetch(`${gateway.url}/webhooks/getsales/secret-of-the-path`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(200);
  }
}

it('sends every message once, in order, whatever comes, goes, breaks or is told twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      await using stack = await startStack({
        env: { LIVE_POLL_MS: '20', WEBHOOK_SECRET: 'secret-of-the-path', UPSTREAM_REQUESTS_PER_MINUTE: '100000' },
        sandbox: { size: { leads: 0 }, dialect: { requestsPerMinute: null } },
      });
      await using other = await stack.startAnother();
      await carryOut(steps, stack, [stack, other]);
    }),
    { numRuns: 15 },
  );
}, 120_000);
