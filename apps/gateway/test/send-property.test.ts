import type { FaultInput } from '@getsales-gateway/sandbox';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startSending, uuidOf } from './sending.ts';

const RUNS = 100;
const POST = { method: 'POST', path: '/flows/api/', times: 1 } as const;
const GET = { method: 'GET', path: '/flows/api/linkedin-messages' } as const;

const statusFault = fc.record({
  kind: fc.constant('status' as const),
  status: fc.constantFrom(408, 500, 502, 503, 504),
  stores: fc.boolean(),
});
const bodyFault = fc.record({
  kind: fc.constantFrom('empty' as const, 'broken-json' as const, 'foreign-body' as const, 'html' as const),
  stores: fc.boolean(),
});

/** Every way in which the upstream may fail a send, having stored the message, or not, or doing so later. */
const postFault = fc.option(
  fc.oneof(
    statusFault.map((fault): FaultInput => ({ ...POST, ...fault })),
    bodyFault.map((fault): FaultInput => ({ ...POST, ...fault })),
    fc.constantFrom<FaultInput>(
      { ...POST, kind: 'status', status: 422 },
      { ...POST, kind: 'status', status: 405 },
      { ...POST, kind: 'delay', ms: 20 },
      { ...POST, kind: 'hang' },
      { ...POST, kind: 'hang-after-storing' },
      { ...POST, kind: 'reset' },
      { ...POST, kind: 'reset-after-storing' },
      { ...POST, kind: 'reset-mid-body' },
      { ...POST, kind: 'slow-body', ms: 10_000 },
    ),
    fc.constantFrom<FaultInput>(
      { ...POST, kind: 'store-late', ms: 30_000 },
      { ...POST, kind: 'store-late', ms: 30_000, status: 504 },
    ),
  ),
);

/** And how it may fail to show the thread. */
const getFault = fc.option(
  fc.constantFrom<FaultInput>(
    { ...GET, kind: 'reset', times: 1 },
    { ...GET, kind: 'status', status: 422, times: 1 },
    { ...GET, kind: 'empty', times: 1 },
    { ...GET, kind: 'broken-json', times: 3 },
  ),
  { freq: 1 },
);

const call = fc.record({
  /** How long after the call before. */
  afterMs: fc.constantFrom(0, 10_000, 70_000),
  /** With the same key at the same moment. */
  callers: fc.integer({ min: 1, max: 3 }),
  postFault,
  getFault,
});

/** How the upstream may alter what it stores. */
const alteration = fc.record({
  storedText: fc.constantFrom('as-sent', 'rendered', 'escaped', 'cut', 'cleaned', 'missing'),
  storedTime: fc.constantFrom('now', 'now', 'null', 'unreadable'),
  maxLimit: fc.constantFrom(1, 2, 100),
});

type Call = typeof call extends fc.Arbitrary<infer C> ? C : never;

it('stores at most one message for each key, and exactly one where it says so, whatever fails or is altered, and whoever retries', async () => {
  await using sending = await startSending({
    env: { UPSTREAM_TIMEOUT_MS: '120', UPSTREAM_REQUESTS_PER_MINUTE: '1000000' },
    sandbox: { dialect: { requestsPerMinute: null } },
  });
  const { clock, dialect, faults, world } = sending.stack.sandbox;

  async function sendAt({ afterMs, callers, ...failures }: Call, input: object) {
    clock.advance(afterMs);
    faults.clear();
    // So that the circuit breaker has no reason to spare the upstream these faults.
    for (let read = 0; read < 6; read++) await sending.stack.query('{ viewer { uuid } }');
    for (const fault of [failures.postFault, failures.getFault]) if (fault) faults.add(fault);
    const answers = await Promise.all(Array.from({ length: callers }, () => sending.send(input)));
    return answers.filter(({ errors }) => errors === undefined).map(uuidOf);
  }

  const property = fc.asyncProperty(
    fc.array(call, { minLength: 1, maxLength: 4 }),
    alteration,
    async (calls, altered) => {
      Object.assign(dialect, altered);
      const idempotencyKey = crypto.randomUUID();
      const thread = sending.openThread();
      const input = { ...thread, text: `Hi {{first_name}} & "${idempotencyKey}"`, idempotencyKey };
      const stored = () =>
        world.messages
          .all()
          .filter(({ lead_uuid }) => lead_uuid === thread.leadId)
          .map(({ uuid }) => uuid);
      const said = new Set<string | undefined>();
      for (const call of calls) {
        for (const uuid of await sendAt(call, input)) said.add(uuid);
        if (said.size > 0) expect([...said]).toEqual(stored());
      }
      clock.advance(70_000);
      expect(stored().length).toBeLessThanOrEqual(1);
    },
  );
  await fc.assert(property, { numRuns: RUNS });
}, 240_000);
