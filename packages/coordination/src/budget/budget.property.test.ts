import type { Priority, Slot, SlotOutcome } from '@getsales-gateway/api-client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createMemoryBudget } from './budget.ts';

const MINUTE = 60_000;

/** When a request may have been counted: at any instant from its grant to its release. */
interface Span {
  priority: Priority;
  from: number;
  to: number;
}

type Step =
  | { do: 'acquire'; caller: string; priority: Priority; maxWaitMs: number; leavesAfterMs: number | undefined }
  | { do: 'release'; which: number; outcome: SlotOutcome }
  | { do: 'pass'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: acquisition() },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat(), outcome: outcome() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.oneof(fc.nat(100), fc.nat(MINUTE)) }) },
);

it('never grants more than the budget in any minute, nor more reads than are theirs, whichever instant counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 25 }), fc.array(step, { maxLength: 120 }), async (limit, steps) => {
      const { spans } = await run(limit, steps);
      const reads = spans.filter(({ priority }) => priority !== 'mutation');
      expect(mostInOneMinute(spans)).toBeLessThanOrEqual(limit);
      expect(mostInOneMinute(reads)).toBeLessThanOrEqual(limit - Math.floor(limit / 10));
    }),
    { numRuns: 300 },
  );
}, 60_000);

it('sends nothing while a 429 shuts the key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
      const { spans, blocks } = await run(20, steps);
      for (const { from, to } of blocks) {
        expect(spans.filter((span) => span.from > from && span.from < to)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

it('answers every request: it is granted, refused within its wait, or leaves', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(acquisition(), { maxLength: 40 }),
      async (limit, steps) => {
        const clock = createManualClock();
        const budget = createMemoryBudget({ requestsPerMinute: limit, clock });
        const waits: { maxWaitMs: number; tookMs: number }[] = [];
        const startedAt = clock.now();
        for (const { caller, priority, maxWaitMs } of steps) {
          const answered = () => waits.push({ maxWaitMs, tookMs: clock.now() - startedAt });
          budget.acquire({ key: 'key', caller, priority, maxWaitMs }).then((slot) => {
            answered();
            slot.release({ status: 200 });
          }, answered);
        }
        await clock.advance(3 * MINUTE);
        expect(waits).toHaveLength(steps.length);
        for (const { tookMs, maxWaitMs } of waits) expect(tookMs).toBeLessThanOrEqual(maxWaitMs);
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

async function run(requestsPerMinute: number, steps: Step[]) {
  const clock = createManualClock();
  const budget = createMemoryBudget({ requestsPerMinute, clock });
  const spans: Span[] = [];
  const blocks: { from: number; to: number }[] = [];
  const open: { slot: Slot; span: Span }[] = [];
  for (const step of steps) {
    if (step.do === 'pass') await clock.advance(step.ms);
    else if (step.do === 'acquire') {
      const { caller, priority, maxWaitMs, leavesAfterMs } = step;
      const leaving = new AbortController();
      if (leavesAfterMs !== undefined) clock.after(leavesAfterMs, () => leaving.abort());
      budget.acquire({ key: 'key', caller, priority, maxWaitMs, signal: leaving.signal }).then(
        (slot) => {
          const span = { priority, from: clock.now(), to: Number.POSITIVE_INFINITY };
          spans.push(span);
          open.push({ slot, span });
        },
        () => {},
      );
      await clock.advance(0);
    } else {
      const [ended] = open.splice(step.which % Math.max(1, open.length), 1);
      if (!ended) continue;
      ended.span.to = clock.now();
      ended.slot.release(step.outcome);
      const { status, retryAfterMs = 1_000 } = step.outcome;
      const blockMs = Math.min(Math.max(retryAfterMs, 1_000), MINUTE);
      if (status === 429) blocks.push({ from: clock.now(), to: clock.now() + blockMs });
      await clock.advance(0);
    }
  }
  return { spans, blocks };
}

/** The most requests that one minute, with both its ends, may have seen. The fullest minute starts where a request starts or ends. */
function mostInOneMinute(spans: Span[]): number {
  const counts = spans
    .flatMap(({ from, to }) => [from, to])
    .map((start) => spans.filter(({ from, to }) => from <= start + MINUTE && to >= start).length);
  return Math.max(0, ...counts);
}

function acquisition() {
  return fc.record({
    do: fc.constant('acquire' as const),
    caller: fc.constantFrom('a', 'b', 'c'),
    priority: fc.constantFrom<Priority>('mutation', 'interactive', 'background'),
    maxWaitMs: fc.oneof(fc.constant(0), fc.nat(2 * MINUTE)),
    leavesAfterMs: fc.option(fc.nat(MINUTE), { nil: undefined, freq: 4 }),
  });
}

function outcome(): fc.Arbitrary<SlotOutcome> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant({ status: 200 }) },
    { weight: 1, arbitrary: fc.constant({ status: null }) },
    {
      weight: 1,
      arbitrary: fc.record({
        status: fc.constant(429),
        retryAfterMs: fc.option(fc.oneof(fc.nat(30_000), fc.nat(10 * MINUTE)), { nil: undefined }),
      }),
    },
  );
}
