import { type Begun, CoordinationUnavailable, type Send, type SendLedger } from '@getsales-gateway/api-client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createModel, type KnownSend, type Model, type Settlement } from './ledger-model.ts';
import { type LedgerWorld, type StartWorld, toRequest } from './ledger-stage.ts';

type Step =
  | { do: 'begin'; process: number; key: string | undefined; lead: string; text: string }
  | { do: Settlement; which: number }
  | { do: 'die'; process: number }
  | { do: 'lapse'; settled: boolean };

interface HeldSend {
  process: number;
  holder: number;
  known: KnownSend;
  send: Send;
}

const PROCESSES = 2;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('begin' as const),
      process: fc.nat(PROCESSES - 1),
      key: fc.constantFrom('key-1', 'key-1', 'key-2', undefined),
      lead: fc.constantFrom('lead-1', 'lead-1', 'lead-1', 'lead-2'),
      text: fc.constantFrom('text-1', 'text-1', 'text-1', 'text-2'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom<Settlement>('sent', 'refused', 'unconfirmed', 'attempt'),
      which: fc.nat(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die' as const), process: fc.nat(PROCESSES - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lapse' as const), settled: fc.boolean() }) },
);

export function describeModel(startWorld: StartWorld): void {
  it('answers as its model does, whatever its callers do and whenever its processes die', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        await using world = await startWorld();
        await using run = await startRun(world);
        for (const step of steps) await run.take(step);
      }),
      { numRuns: 60 },
    );
  });
}

async function startRun(world: LedgerWorld) {
  const ledgers = await Promise.all(Array.from({ length: PROCESSES }, () => world.start()));
  const model = createModel();
  let held: HeldSend[] = [];
  let steps = 0;

  async function begin({ process, ...input }: Extract<Step, { do: 'begin' }>, ledger: SendLedger): Promise<void> {
    const { key, lead, text } = input;
    const expected = model.begin(input, ++steps);
    const answer = await ledger.begin(toRequest({ key, leadUuid: lead, fingerprint: text }));
    expect(toComparable(answer)).toEqual(expected.answer);
    if ('send' in answer && expected.known) {
      held.push({ process, send: answer.send, known: expected.known, holder: steps });
    }
  }

  return {
    async take(step: Step): Promise<void> {
      if (step.do === 'lapse') {
        await world.lapse(step);
        model.lapse(step.settled);
      } else if (step.do === 'die') {
        await ledgers[step.process]?.[Symbol.asyncDispose]();
        ledgers[step.process] = await world.start();
        held = held.filter(({ process }) => process !== step.process);
      } else if (step.do === 'begin') {
        const ledger = ledgers[step.process];
        if (ledger) await begin(step, ledger);
      } else {
        const one = held[step.which % held.length];
        if (one) await settle(step.do, one, model);
        // Nothing was sent, for certain: its holder will not say otherwise.
        if (step.do === 'refused') held = held.filter((other) => other !== one);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const ledger of ledgers) await ledger[Symbol.asyncDispose]();
    },
  };
}

async function settle(how: Settlement, held: HeldSend, model: Model): Promise<void> {
  const isHeld = model.settle(how, held.known, held.holder);
  const { send, holder } = held;
  if (how === 'sent') await send.sent(`${holder}`);
  else if (how === 'refused') await send.refused();
  else if (how !== 'attempt') await send.unconfirmed();
  else if (isHeld) await send.attempt(1_000);
  else await expect(send.attempt(1_000)).rejects.toThrow(CoordinationUnavailable);
}

function toComparable(answer: Begun): object {
  return answer.kind === 'replay' ? answer : { kind: answer.kind };
}
