import type { Flow } from '@getsales-gateway/api-client';
import { cancelEnrolments, enrol } from '../enrolment.ts';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';

import { invalid, missing } from '../refusal.ts';
import { type Answer, type Call, noContent, type Route, single } from '../route.ts';

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
