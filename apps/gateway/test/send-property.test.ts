import type { FaultInput } from '@getsales-gateway/sandbox';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outcomeOf, startSending, uuidOf } from './sending.ts';

const RUNS = 100;
const POST = { method: 'POST', path: '/flows/api/', times: 1 } as const;
const GET = { method: 'GET', path: '/flows/api/linkedin-messages' } as const;

/** Every way in which the upstream may fail a send, having stored the message, or not, or doing so later. */
const postFault = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<FaultInput>(
    { ...POST, kind: 'delay', ms: 20 },
    { ...POST, kind: 'hang' },
    { ...POST, kind: 'hang-after-storing' },
    { ...POST, kind: 'reset' },
    { ...POST, kind: 'reset-after-storing' },
    { ...POST, kind: 'reset-mid-body' },
    { ...POST, kind: 'slow-body', ms: 10_000 },
    { ...POST, kind: 'store-late', ms: 30_000 },
    { ...POST, kind: 'store-late', ms: 30_000, status: 504 },
  ),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(400, 404, 405, 408, 422, 500, 502, 503, 504),
    stores: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('empty' as const, 'broken-json' as const, 'foreign-body' as const, 'html' as const),
    stores: fc.boolean(),
  }),
);

/** And how it may fail to show the thread. */
const getFault = fc.constantFrom<FaultInput | undefined>(
  undefined,
  undefined,
  { ...GET, kind: 'reset', times: 1 },
  { ...GET, kind: 'status', status: 422, times: 1 },
  { ...GET, kind: 'broken-json', times: 3 },
  { ...GET, kind: 'empty', times: 1 },
);

const call = fc.record({
  fault: postFault,
  getFault,
  /** Callers with the same key at the same moment. */
  callers: fc.integer({ min: 1, max: 3 }),
  /** How long the callers wait before they ask. */
  afterMs: fc.constantFrom(0, 10_000, 70_000),
});

it('stores at most one message for each key, and exactly one where it says so, whatever fails and whoever retries', async () => {
  await using sending = await startSending({
    env: { UPSTREAM_TIMEOUT_MS: '120', UPSTREAM_REQUESTS_PER_MINUTE: '1000000' },
    sandbox: { dialect: { requestsPerMinute: null } },
  });
  const { clock, faults, world } = sending.stack.sandbox;
  let runs = 0;
  const property = fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 4 }), async (calls) => {
    const input = { ...sending.openThread(), text: `Message ${++runs}`, idempotencyKey: `key-${runs}` };
    const uuids = new Set<string | undefined>();
    for (const { fault, getFault, callers, afterMs } of calls) {
      clock.advance(afterMs);
      // So that the circuit breaker has no reason to spare the upstream these faults.
      for (let read = 0; read < 6; read++) await sending.stack.query('{ viewer { uuid } }');
      faults.clear();
      if (fault) faults.add(isRefusalThatStored(fault) ? { ...POST, ...fault, stores: false } : { ...POST, ...fault });
      if (getFault) faults.add(getFault);
      const answers = await Promise.all(Array.from({ length: callers }, () => sending.send(input)));
      for (const answer of answers)
        if (['sent', 'replayed'].includes(String(outcomeOf(answer)))) uuids.add(uuidOf(answer));
      const stored = world.messages.all().filter(({ text }) => text === input.text);
      expect(stored.length).toBeLessThanOrEqual(1);
      expect([...uuids]).toEqual(uuids.size === 0 ? [] : stored.map(({ uuid }) => uuid));
    }
  });
  await fc.assert(property, { numRuns: RUNS });
  expect(runs).toBeGreaterThanOrEqual(RUNS);
}, 240_000);

/** An upstream that stores what it says that it refuses is beyond help. */
function isRefusalThatStored(fault: FaultInput): boolean {
  return fault.kind === 'status' && fault.status < 500 && fault.status !== 408;
}
