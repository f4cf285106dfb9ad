import type { Call } from './route.ts';

/** Takes a lead out of some flows, or of all. */
export function cancelEnrolments({ world, clock }: Call, leadUuid: string, flowUuids?: readonly string[]): void {
  for (const row of world.enrolments.all()) {
    if (row.lead_uuid !== leadUuid || row.status !== 'in_progress') continue;
    if (flowUuids !== undefined && !flowUuids.includes(row.flow_uuid)) continue;
    world.enrolments.update(row.uuid, { status: 'canceled', updated_at: clock.timestamp() });
  }
}
