import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHANNELS, startChannel } from './channels.ts';
import { alteration, callsOf } from './send-faults.ts';
import { startSending, uuidOf } from './sending.ts';
import type { Stack } from './stack.ts';

const OPTIONS = {
  env: { UPSTREAM_TIMEOUT_MS: '120', UPSTREAM_REQUESTS_PER_MINUTE: '1000000' },
  sandbox: { dialect: { requestsPerMinute: null } },
};

interface Property {
  stack: Stack;
  calls: ReturnType<typeof callsOf>;
  numRuns: number;
  /** Something to send under this key to somebody whom nobody has written to; `send` gives the uuid, or undefined for an error. */
  begin(idempotencyKey: string): { send(): Promise<unknown>; stored(): string[] };
}

/** However the upstream fails, and whoever retries: at most one row for each key, and exactly one where an answer says so. */
async function assertSentOnce({ stack, calls, numRuns, begin }: Property): Promise<void> {
  const { clock, dialect, faults } = stack.sandbox;
  const property = fc.asyncProperty(
    fc.array(calls, { minLength: 1, maxLength: 4 }),
    alteration,
    async (all, altered) => {
      Object.assign(dialect, altered);
      const { send, stored } = begin(crypto.randomUUID());
      const said = new Set<unknown>();
      for (const { afterMs, callers, postFault, listFault } of all) {
        clock.advance(afterMs);
        faults.clear();
        // So that the circuit breaker has no reason to spare the upstream these faults.
        for (let read = 0; read < 6; read++) await stack.query('{ viewer { uuid } }');
        for (const fault of [postFault, listFault]) if (fault) faults.add(fault);
        for (const uuid of await Promise.all(Array.from({ length: callers }, send))) if (uuid) said.add(uuid);
        if (said.size > 0) expect([...said]).toEqual(stored());
      }
      clock.advance(70_000);
      expect(stored().length).toBeLessThanOrEqual(1);
    },
  );
  await fc.assert(property, { numRuns });
}

it('stores at most one message for each key, and exactly one where it says so, whatever fails or is altered, and whoever retries', async () => {
  await using sending = await startSending(OPTIONS);
  const { stack, openThread } = sending;
  const calls = callsOf(
    { method: 'POST', path: '/flows/api/' },
    { method: 'GET', path: '/flows/api/linkedin-messages' },
  );
  await assertSentOnce({
    ...{ stack, calls, numRuns: 100 },
    begin(idempotencyKey) {
      const thread = openThread();
      const input = { ...thread, text: `Hi {{first_name}} & "${idempotencyKey}"`, idempotencyKey };
      const rows = () => stack.sandbox.world.messages.all().filter(({ lead_uuid }) => lead_uuid === thread.leadId);
      return { send: async () => uuidOf(await sending.send(input)), stored: () => rows().map(({ uuid }) => uuid) };
    },
  });
}, 240_000);

it.each(CHANNELS)(
  'stores at most one row for each key of $name in the same way',
  async (channel) => {
    await using sending = await startChannel(channel, OPTIONS);
    const { stack, openThread, stored, uuidOf: uuidIn } = sending;
    await assertSentOnce({
      ...{ stack, calls: callsOf(channel.post, channel.list), numRuns: 30 },
      begin(idempotencyKey) {
        const thread = openThread();
        const input = { ...thread, ...channel.input(`Hi {{first_name}} & "${idempotencyKey}"`), idempotencyKey };
        return { send: async () => uuidIn(await sending.send(input)), stored: () => stored(thread.leadId) };
      },
    });
  },
  120_000,
);
