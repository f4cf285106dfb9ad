import type { CustomField, FlowVersion } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { setCustomField } from '../lead-write.ts';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { type FieldMessages, invalid, missing } from '../refusal.ts';
import { type Answer, type Call, type Route, single } from '../route.ts';
import { rowWrites } from '../row-write.ts';

const CUSTOM_FIELDS: ListSpec<CustomField> = {
  rows: (world) => world.customFields,
  search: [],
  filters: [],
  orders: ['order', 'name', 'uuid', 'created_at', 'updated_at'],
};

const fieldName = z.string().min(1).regex(/^\w+$/);
const MAX_FIELDS = 100;

function checkCustomField({ name, object }: Partial<CustomField>, { world }: Call): FieldMessages | null {
  const others = world.customFields.all().filter((field) => field.object === object);
  if (others.some((field) => field.name === name)) return { name: ['The name has already been taken.'] };
  return others.length < MAX_FIELDS ? null : { object: ['The object has 100 custom fields already.'] };
}

/** Sets the value of a lead. The sandbox keeps none of companies. */
function setValue(call: Call): Answer {
  const { world, body, clock } = call;
  const lead = world.leads.get(String(body['object_uuid'] ?? ''));
  if (body['object_type'] !== 'lead') throw invalid({ object_type: ['The selected object type is invalid.'] });
  if (lead === undefined) throw invalid({ object_uuid: ['The selected object uuid is invalid.'] });
  world.leads.update(lead.uuid, { ...setCustomField(lead, body, call), updated_at: clock.timestamp() });
  const { custom_field_uuid, object_type, object_uuid, value = null } = body;
  return single({ uuid: lead.uuid, custom_field_uuid, object_type, object_uuid, value }, call, 201);
}

function versionsOf({ world, params }: Call): FlowVersion[] {
  return world.flowVersions.all().filter(({ flow_uuid }) => flow_uuid === params['flowUuid']);
}

function teamOf({ world }: Call): object {
  const name = `Workspace ${world.teamId}`;
  return { id: world.teamId, cluster_id: 1, name, status: 'active', features: {}, credits: {}, config: {}, user_id: 1 };
}

export const settingRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/custom-fields',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, CUSTOM_FIELDS, { form: 'query' }),
  },
  ...rowWrites<CustomField>({
    path: '/leads/api/custom-fields',
    name: 'Custom field',
    rows: (world) => world.customFields,
    create: z.object({
      name: fieldName,
      object: z.enum(['lead', 'company']),
      order: z.int().exactOptional(),
    }),
    update: z.object({ name: fieldName.exactOptional(), order: z.int().exactOptional() }),
    check: checkCustomField,
    onDelete({ name }, { world }) {
      for (const { uuid, custom_fields } of world.leads.all()) {
        const { [name]: _, ...others } = custom_fields ?? {};
        if (custom_fields && name in custom_fields) world.leads.update(uuid, { custom_fields: others });
      }
    },
  }),
  {
    method: 'POST',
    path: '/leads/api/custom-field-values',
    isUndocumented: true,
    query: [],
    body: ['custom_field_uuid', 'object_type', 'object_uuid', 'value'],
    handle: setValue,
  },
  {
    method: 'GET',
    path: '/flows/api/flows/{flowUuid}/flow-versions',
    isUndocumented: true,
    query: [],
    handle: (call) => ({ status: 200, body: versionsOf(call) }),
  },
  {
    method: 'GET',
    path: '/flows/api/flow-versions/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.flowVersions.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Flow version');
      return single(row, call);
    },
  },
  {
    method: 'GET',
    path: '/id/api/teams',
    isUndocumented: true,
    query: ['limit', 'offset'],
    handle: (call) => ({
      status: 200,
      body: { data: [teamOf(call)], limit: 20, offset: 0, total: 1, has_more: false },
    }),
  },
  {
    method: 'GET',
    path: '/id/api/teams/{id}',
    isUndocumented: true,
    query: [],
    handle(call) {
      if (call.params['id'] !== String(call.world.teamId)) throw missing('Team');
      return single(teamOf(call), call);
    },
  },
];
