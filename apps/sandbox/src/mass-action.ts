import type { Lead } from '@getsales-gateway/api-client';
import { cancelEnrolments, enrol } from './enrolment.ts';
import { setCustomField } from './lead-write.ts';
import { invalid } from './refusal.ts';
import { type Answer, type Call, isObject, type JsonObject } from './route.ts';

/** The change of one lead; null deletes it. */
type Action = (lead: Lead, payload: JsonObject, call: Call) => Partial<Lead> | null;

const ACTIONS: Record<string, Action> = {
  contact_add_tags: (lead, payload) => ({ tags: [...new Set([...(lead.tags ?? []), ...tagUuids(payload)])] }),
  contact_remove_tags: (lead, payload) => ({
    tags: (lead.tags ?? []).filter((tag) => !tagUuids(payload).includes(tag)),
  }),
  contact_replace_tags: (_, payload) => ({ tags: tagUuids(payload) }),
  contact_change_list: (_, payload, { world }) => ({ list_uuid: known('list_uuid', payload, world.lists) }),
  contact_change_pipeline_stage: (_, payload, { world }) => ({
    pipeline_stage_uuid: known('pipeline_stage_uuid', payload, world.pipelineStages),
  }),
  contact_change_custom_field: (lead, payload, call) => setCustomField(lead, payload, call, 'payload.'),
  contact_add_to_flow(lead, payload, call) {
    const uuid = known('flow_uuid', payload, call.world.flows);
    const { status = '' } = call.world.flows.get(uuid) ?? {};
    enrol(call, lead.uuid, { uuid, status }, { at: 'payload.' });
    return {};
  },
  contact_cancel_from_flows(lead, { flow_uuids }, call) {
    cancelEnrolments(call, lead.uuid, Array.isArray(flow_uuids) ? flow_uuids.map(String) : undefined);
    return {};
  },
  contact_mark_read({ uuid }, _, { world, clock }) {
    for (const message of world.messages.all()) {
      const isUnread = message.lead_uuid === uuid && message.type === 'inbox' && message.read_at === null;
      if (isUnread) world.messages.update(message.uuid, { read_at: clock.timestamp() });
    }
    return { unread_counts: [] };
  },
  contact_delete: () => null,
};

/** Changes the leads that `filter` selects: all or by id, without those excluded. */
export function massAction(call: Call): Answer {
  const { type, filter, payload = {} } = call.body;
  const action = ACTIONS[String(type)];
  if (action === undefined) throw invalid({ type: ['The selected type is invalid.'] });
  if (!isObject(filter)) throw invalid({ filter: ['The filter field is required.'] });
  if (!isObject(payload)) throw invalid({ payload: ['The payload must be an object.'] });
  const { leads } = call.world;
  for (const lead of changed(select(filter, leads.all()), call.dialect)) {
    const change = action(lead, payload, call);
    if (change === null) leads.remove(lead.uuid);
    else leads.update(lead.uuid, { ...change, updated_at: call.clock.timestamp() });
  }
  return { status: 200 };
}

/** Those of the selected leads that this dialect changes. */
function changed(selected: readonly Lead[], { massAction }: Call['dialect']): readonly Lead[] {
  if (massAction === 'without-effect') return [];
  return massAction === 'partial' ? selected.slice(0, Math.ceil(selected.length / 2)) : selected;
}

function select({ all, ids, excludeIds }: JsonObject, leads: readonly Lead[]): Lead[] {
  const selected = all === true ? null : toSet(ids);
  const excluded = toSet(excludeIds);
  return leads.filter(({ uuid }) => (selected?.has(uuid) ?? true) && !excluded.has(uuid));
}

function toSet(ids: unknown): Set<string> {
  return new Set(Array.isArray(ids) ? ids.map((id) => String(id).toLowerCase()) : []);
}

function tagUuids({ tag_uuid, tag_uuids }: JsonObject): string[] {
  return (Array.isArray(tag_uuids) ? tag_uuids : [tag_uuid]).filter(Boolean).map(String);
}

function known(key: string, payload: JsonObject, rows: { get(uuid: string): { uuid: string } | undefined }): string {
  const row = rows.get(String(payload[key] ?? ''));
  if (row === undefined)
    throw invalid({ [`payload.${key}`]: [`The selected ${key.replaceAll('_', ' ')} is invalid.`] });
  return row.uuid;
}
