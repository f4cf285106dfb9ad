import type { Stack } from './stack.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');

/**
 * Leads, the newest first, each with so many messages. Messages are dealt in turn, from the latest on, so that threads mix
 * for as long as they last.
 */
export function insertThreads({ sandbox: { world } }: Stack, counts: readonly number[]) {
  const leads = counts.map((_, index) =>
    world.leads.insert({ name: `Lead ${index}`, created_at: toTimestamp(NOON - index * 1_000) }),
  );
  const turns = Array.from({ length: Math.max(0, ...counts) }, (_, turn) => turn);
  const dealt = turns.flatMap((turn) =>
    leads.filter((_, index) => turn < (counts[index] ?? 0)).map((lead) => [lead, turn] as const),
  );
  for (const [place, [lead, turn]] of dealt.entries()) {
    world.messages.insert({
      lead_uuid: lead.uuid,
      text: `${lead.name}, ${turn}`,
      type: turn % 2 === 0 ? 'inbox' : 'outbox',
      sent_at: toTimestamp(NOON - place * 1_000),
    });
  }
  return leads;
}

function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}
