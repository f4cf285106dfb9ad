import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { FilterValue, ListParams } from '../wire/query.ts';

/** A flow lead as the upstream sends it. */
export interface FlowLead {
  uuid: string;
  team_id: number;
  flow_uuid: string;
  lead_uuid: string;
  company_uuid: string | null;
  contact_source_id: number | null;
  sender_profile_uuid: string | null;
  status: string;
  error_msg: string | null;
  created_at: string;
  updated_at: string;
}

/** A window of flow leads, filtered by the documented keys. */
export interface FlowLeadListParams extends ListParams {
  filter?: Partial<Record<'uuid' | 'flow_uuid' | 'lead_uuid' | 'status', FilterValue>>;
}

const PATH = '/flows/api/flows-leads/list';

/** Reads of flow leads. */
export function flowLeads(request: Request) {
  return {
    list: (params: FlowLeadListParams, { isProbe = false } = {}) =>
      request({ method: 'POST', path: PATH, readsByPost: true, body: { ...params }, isProbe }, (body) =>
        toPage<FlowLead>(body),
      ),
  };
}
