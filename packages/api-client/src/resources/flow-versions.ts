import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { type JsonObject, toRow, toRows } from '../wire/body.ts';

/** One step of a flow. */
export interface FlowNode {
  id: number;
  type: string;
  before: FlowNodeEdge[] | null;
  after: FlowNodeEdge[] | null;
  automation?: string | null;
  payload?: unknown;
  delay_in_seconds?: number | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export interface FlowNodeEdge {
  node_id: number;
  branch_id: number;
}

/** Where leads come into a flow, and who writes to them. */
export interface ContactSource {
  id: number;
  name?: string | null;
  rotation_strategy?: string | null;
  sender_profiles?: string[] | null;
  after_id?: number | null;
  active_limit?: number | null;
  coworkers_limit?: number | null;
  mass_actions_filter?: JsonObject | null;
  filter_tree_format?: JsonObject | null;
}

/** The steps of a flow, as they are or were, as the upstream sends them. */
export interface FlowVersion {
  uuid: string;
  flow_uuid: string;
  nodes: FlowNode[] | null;
  contact_sources: ContactSource[] | null;
  first_common_node_id: number | null;
  created_at: string;
}

/** Reads of the versions of flows. */
export function flowVersions(request: Request) {
  return {
    /** All versions of one flow: this list is not paged. */
    listOf: (flowUuid: string) =>
      request({ method: 'GET', path: '/flows/api/flows/{flowUuid}/flow-versions', params: { flowUuid } }, (body) =>
        toRows<FlowVersion>(body),
      ),

    /** null when there is no such version. */
    get: (uuid: string) =>
      orNull(
        request({ method: 'GET', path: '/flows/api/flow-versions/{uuid}', params: { uuid } }, (body) =>
          toRow<FlowVersion>(body),
        ),
      ),
  };
}
