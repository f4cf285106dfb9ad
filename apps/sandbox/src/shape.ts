import type { Company, Lead, LeadMarker, Message } from '@getsales-gateway/api-client';
import type { Call, JsonObject } from './route.ts';
import type { World } from './world.ts';

/** Leads in the shape of this dialect. `light` is `disable_aggregation`. */
export function shapeLeads(leads: readonly Lead[], { world, dialect }: Call, light: boolean): object[] {
  const beside = light ? () => ({}) : aggregator(world, leads);
  return leads.map((row) => {
    const { markers: _markers, custom_fields: _fields, ...lead } = row;
    const flat = dialect.rows === 'flat' || (light && dialect.rows === 'flat-when-light');
    return flat ? { ...lead, ...beside(row) } : { lead, ...beside(row) };
  });
}

export function shapeCompanies(companies: readonly Company[], { dialect }: Call): object[] {
  return companies.map((company) => (dialect.rows === 'wrapped' ? { company } : company));
}

/** Markers, flows and custom fields of leads, computed in one pass over the messages. */
function aggregator(world: World, leads: readonly Lead[]): (lead: Lead) => JsonObject {
  const threads = new Map<string | null, Message[]>(leads.map(({ uuid }) => [uuid, []]));
  for (const message of world.messages.all()) threads.get(message.lead_uuid)?.push(message);
  return (lead) => ({
    markers: lead.markers ?? toMarkers(threads.get(lead.uuid) ?? []),
    flows: world.enrolments
      .all()
      .filter(({ lead_uuid, status }) => lead_uuid === lead.uuid && status === 'in_progress')
      .map(({ uuid, flow_uuid, status }) => ({ uuid, flow_uuid, status })),
    custom_fields: lead.custom_fields ?? {},
  });
}

/** One row for the whole team, then one for each sender. */
function toMarkers(messages: readonly Message[]): LeadMarker[] {
  const senders = [...new Set(messages.map(({ sender_profile_uuid }) => sender_profile_uuid))];
  return [
    toMarker(null, messages),
    ...senders.map((sender) =>
      toMarker(
        sender,
        messages.filter(({ sender_profile_uuid }) => sender_profile_uuid === sender),
      ),
    ),
  ];
}

function toMarker(sender_profile_uuid: string | null, messages: readonly Message[]): LeadMarker {
  const carried = messages
    .filter(({ sent_at }) => sent_at !== null)
    .toSorted((a, b) => String(a.sent_at).localeCompare(String(b.sent_at)));
  const note = carried.find(({ linkedin_type }) => linkedin_type === 'connection_note');
  const accepted = note && carried.find(({ linkedin_type }) => linkedin_type === 'message');
  return {
    sender_profile_uuid,
    linkedin_last_connection_sent_at: note?.sent_at ?? null,
    linkedin_last_connection_accepted_at: accepted?.sent_at ?? null,
    linkedin_last_connection_lost_at: null,
    linkedin_messages_sent_count: carried.filter(({ type }) => type === 'outbox').length,
    linkedin_messages_inbox_count: carried.filter(({ type }) => type === 'inbox').length,
    last_messaging_activity_at: carried.at(-1)?.sent_at ?? null,
    email_sent_count: 0,
    email_inbox_count: 0,
    email_read_count: 0,
    email_click_count: 0,
    email_first_message_sent_at: null,
    email_last_message_sent_at: null,
  };
}
