import { type FieldMessages, invalid } from './refusal.ts';
import type { Call } from './route.ts';

/** Puts a lead into a flow, or puts it back to its start. `at` is where the flow stands in the body. @throws {Refusal} */
export function enrol(
  { world, clock }: Call,
  leadUuid: string,
  flow: { uuid: string; status: string },
  { at = '', contactSourceId = 1 }: { at?: string; contactSourceId?: unknown } = {},
): void {
  const faults: FieldMessages = {};
  if (flow.status !== 'on') faults[`${at}flow_uuid`] = ['The flow must be on.'];
  else if (!world.senderProfiles.all().some(({ status }) => status === 'enabled')) {
    faults[`${at}contact_source_id`] = ['The contact source has no enabled sender profile.'];
  }
  if (Object.keys(faults).length > 0) throw invalid(faults);
  const enrolled = world.enrolments.all().find((row) => row.lead_uuid === leadUuid && row.flow_uuid === flow.uuid);
  const source = { contact_source_id: Number(contactSourceId) };
  if (enrolled === undefined) world.enrolments.insert({ flow_uuid: flow.uuid, lead_uuid: leadUuid, ...source });
  else world.enrolments.update(enrolled.uuid, { ...source, status: 'in_progress', updated_at: clock.timestamp() });
}

/** Takes a lead out of some flows, or of all. */
export function cancelEnrolments({ world, clock }: Call, leadUuid: string, flowUuids?: readonly string[]): void {
  for (const row of world.enrolments.all()) {
    if (row.lead_uuid !== leadUuid || row.status !== 'in_progress') continue;
    if (flowUuids !== undefined && !flowUuids.includes(row.flow_uuid)) continue;
    world.enrolments.update(row.uuid, { status: 'canceled', updated_at: clock.timestamp() });
  }
}
