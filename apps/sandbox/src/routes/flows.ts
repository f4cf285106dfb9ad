import type { Flow } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { cancelEnrolments, enrol } from '../enrolment.ts';
import { upsertLead, writtenLead } from '../lead-write.ts';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';

import { invalid, missing } from '../refusal.ts';
import { type Answer, type Call, noContent, type Route, single } from '../route.ts';
import { parse } from '../row-write.ts';

const FLOWS: ListSpec<Flow> = {
  rows: (world) => world.flows,
  search: ['name', 'description'],
  filters: [
    'uuid',
    'status',
    'flow_workspace_uuid',
    'flow_version_uuid',
    'is_public',
    'user_id',
    'created_at',
    'updated_at',
  ],
  orders: ['created_at', 'updated_at', 'name', 'priority', 'uuid'],
};

function flowOf({ world, params }: Call): Flow {
  const flow = world.flows.get(params['flowUuid'] ?? '');
  if (flow === undefined) throw missing('Flow');
  return flow;
}

function leadUuidOf({ world, params }: Call): string {
  const lead = world.leads.get(params['leadUuid'] ?? '');
  if (lead === undefined) throw missing('Lead');
  return lead.uuid;
}

function turn(call: Call, status: 'on' | 'off'): Answer {
  const flow = flowOf(call);
  if (flow.status === 'archived') throw invalid({ status: ['An archived flow must be unarchived first.'] });
  return single(call.world.flows.update(flow.uuid, { status, updated_at: call.clock.timestamp() }), call);
}

function addLead(call: Call): Answer {
  const flow = flowOf(call);
  const { contact_source_id: contactSourceId } = call.body;
  enrol(call, leadUuidOf(call), flow, { contactSourceId });
  return noContent;
}

/** Creates a lead, or updates it, and enrols it. */
function addNewLead(call: Call): Answer {
  const { update_lead_if_exists, skip_if_lead_exists, flow_segment_id, ...body } = call.body;
  const flow = flowOf(call);
  if (skip_if_lead_exists === true && writtenLead(call)) return { status: 200, body: { reason: 'skipped' } };
  if (flow.status !== 'on') throw invalid({ flow_uuid: ['The flow must be on.'] });
  const upsert = { ...body, ...(update_lead_if_exists !== undefined && { update_if_exists: update_lead_if_exists }) };
  enrol(call, upsertLead({ ...call, body: upsert }).uuid, flow, { contactSourceId: flow_segment_id });
  return noContent;
}

function archive(call: Call, isArchived: boolean): Answer {
  const { uuid, status } = flowOf(call);
  if (isArchived === (status === 'archived')) return single(flowOf(call), call);
  const change = { status: isArchived ? 'archived' : 'off', updated_at: call.clock.timestamp() };
  return single(call.world.flows.update(uuid, change), call);
}

function clone(call: Call): Answer {
  const { name, flow_uuid, flow_workspace_uuid } = parse(cloned, call.body);
  const flow = call.world.flows.get(flow_uuid ?? '');
  if (flow === undefined) throw invalid({ flow_uuid: ['The selected flow uuid is invalid.'] });
  const { uuid: _, created_at: __, updated_at: ___, ...row } = flow;
  const workspace = flow_workspace_uuid === undefined ? {} : { flow_workspace_uuid };
  return single(call.world.flows.insert({ ...row, ...workspace, name: name ?? '', status: 'draft' }), call, 201);
}

const cloned = z.object({
  flow_uuid: z.string().min(1),
  name: z.string().trim().min(1),
  flow_workspace_uuid: z.string().exactOptional(),
});

function cancelSome(call: Call): Answer {
  const { flow_uuids } = call.body;
  if (!Array.isArray(flow_uuids)) throw invalid({ flow_uuids: ['The flow uuids field is required.'] });
  cancelEnrolments(
    call,
    leadUuidOf(call),
    flow_uuids.map((uuid) => String(uuid).toLowerCase()),
  );
  return noContent;
}

function cancelAll(call: Call): Answer {
  cancelEnrolments(call, leadUuidOf(call));
  return noContent;
}

const PATH = '/flows/api/flows';

export const flowRoutes: Route[] = [
  { method: 'GET', path: PATH, query: LIST_QUERY, handle: (call) => list(call, FLOWS, { form: 'query' }) },
  { method: 'GET', path: `${PATH}/{flowUuid}`, query: [], handle: (call) => single(flowOf(call), call) },
  { method: 'PUT', path: `${PATH}/{flowUuid}/start`, query: [], body: [], handle: (call) => turn(call, 'on') },
  { method: 'PUT', path: `${PATH}/{flowUuid}/stop`, query: [], body: [], handle: (call) => turn(call, 'off') },
  ...(['archive', 'unarchive'] as const).map(
    (verb): Route => ({
      method: 'PUT',
      path: `${PATH}/{flowUuid}/${verb}`,
      isUndocumented: true,
      query: [],
      body: [],
      handle: (call) => archive(call, verb === 'archive'),
    }),
  ),
  {
    method: 'POST',
    path: `${PATH}/clone`,
    isUndocumented: true,
    query: [],
    body: Object.keys(cloned.shape),
    handle: clone,
  },
  {
    method: 'POST',
    path: `${PATH}/{flowUuid}/add-new-lead`,
    query: [],
    body: [
      'lead',
      'list_uuid',
      'custom_fields',
      'update_lead_if_exists',
      'move_to_list',
      'flow_segment_id',
      'skip_if_lead_exists',
    ],
    handle: addNewLead,
  },
  {
    method: 'POST',
    path: `${PATH}/{flowUuid}/leads/{leadUuid}`,
    query: [],
    body: ['contact_source_id'],
    handle: addLead,
  },
  { method: 'PUT', path: `${PATH}/leads/{leadUuid}/cancel`, query: [], body: ['flow_uuids'], handle: cancelSome },
  { method: 'PUT', path: `${PATH}/leads/{leadUuid}/cancel-all`, query: [], body: [], handle: cancelAll },
];
