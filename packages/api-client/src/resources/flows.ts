import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { type JsonObject, toNothing, toPage, toRow } from '../wire/body.ts';
import { byUuid, type FilterValue, type ListParams } from '../wire/query.ts';
import type { LeadWrite } from './leads.ts';
import type { Schedule } from './schedule.ts';

/** An automation as the upstream sends it. The UI says automation, the API says flow. */
export interface Flow {
  uuid: string;
  public_uuid: string | null;
  team_id: number;
  user_id: number;
  name: string;
  flow_workspace_uuid: string | null;
  flow_version_uuid: string | null;
  use_sender_schedule: boolean | number;
  schedule: Schedule | null;
  description: string | null;
  priority: number;
  /** `draft`, `on`, `off` or `archived`. */
  status: string;
  is_public: boolean | number;
  created_at: string;
  updated_at: string;
}

/** A window of flows, filtered by the documented keys. */
export interface FlowListParams extends ListParams {
  filter?: Partial<
    Record<
      | 'q'
      | 'uuid'
      | 'status'
      | 'flow_workspace_uuid'
      | 'flow_version_uuid'
      | 'is_public'
      | 'user_id'
      | 'created_at'
      | 'updated_at',
      FilterValue
    >
  >;
}

/** A lead to create, or to update where it exists, and to enrol. */
export interface NewFlowLead {
  lead: LeadWrite;
  list_uuid: string;
  custom_fields?: JsonObject;
  update_lead_if_exists?: boolean;
  move_to_list?: boolean;
  skip_if_lead_exists?: boolean;
  /** The contact source; the first, unless said. */
  flow_segment_id?: number;
}

const PATH = '/flows/api/flows';

/** Reads of flows, and what starts, stops and fills them. */
export function flows(request: Request) {
  const put = (flowUuid: string, action: string) =>
    request({ method: 'PUT', path: `${PATH}/{flowUuid}/${action}`, params: { flowUuid } }, (body) => toRow<Flow>(body));

  return {
    list: (query: FlowListParams) =>
      request({ method: 'GET', path: PATH, query: { ...query } }, (body) => toPage<Flow>(body)),

    /** Up to 100 of them. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...byUuid(uuids) }, isProbe }, (body) => toPage<Flow>(body)),

    /** null when there is no such flow. */
    get: (flowUuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{flowUuid}`, params: { flowUuid } }, (body) => toRow<Flow>(body))),

    /** Made as a draft. */
    clone: (body: { flow_uuid: string; name: string; flow_workspace_uuid?: string }) =>
      request({ method: 'POST', path: `${PATH}/clone`, body, keepsCollections: true }, (answer) => toRow<Flow>(answer)),

    archive: (flowUuid: string) => put(flowUuid, 'archive'),

    unarchive: (flowUuid: string) => put(flowUuid, 'unarchive'),

    start: (flowUuid: string) => put(flowUuid, 'start'),

    stop: (flowUuid: string) => put(flowUuid, 'stop'),

    /** Enrols a lead. The flow must be on and have an enabled sender. */
    addLead: (flowUuid: string, leadUuid: string, body: { contact_source_id?: string } = {}) =>
      request(
        { method: 'POST', path: `${PATH}/{flowUuid}/leads/{leadUuid}`, params: { flowUuid, leadUuid }, body },
        toNothing,
      ),

    /** Creates a lead, or updates it, and enrols it. @throws {ApiRefusedError} where it is skipped, because it exists. */
    addNewLead: (flowUuid: string, body: NewFlowLead) =>
      request({ method: 'POST', path: `${PATH}/{flowUuid}/add-new-lead`, params: { flowUuid }, body }, toNothing),

    /** Takes a lead out of some flows. */
    cancelLead: (leadUuid: string, flow_uuids: readonly string[]) =>
      request(
        { method: 'PUT', path: `${PATH}/leads/{leadUuid}/cancel`, params: { leadUuid }, body: { flow_uuids } },
        toNothing,
      ),

    /** Takes a lead out of every flow. */
    cancelLeadFromAll: (leadUuid: string) =>
      request({ method: 'PUT', path: `${PATH}/leads/{leadUuid}/cancel-all`, params: { leadUuid } }, toNothing),
  };
}
