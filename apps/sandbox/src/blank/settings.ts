import type { CustomField, FlowVersion } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankCustomField({ uuid, team_id }: Stamp): CustomField {
  return { uuid, team_id, user_id: 1, name: 'Annual_Revenue', object: 'lead', order: 1 };
}

/** A connection request, then a message. */
export function blankFlowVersion({ uuid, created_at }: Stamp): FlowVersion {
  const node = (id: number, type: string) => ({
    id,
    type,
    before: id === 1 ? [] : [{ node_id: id - 1, branch_id: 1 }],
    after: [],
    automation: 'auto',
    delay_in_seconds: 0,
  });
  return {
    uuid,
    flow_uuid: '',
    nodes: [node(1, 'linkedin_send_connection_request'), node(2, 'linkedin_send_message')],
    contact_sources: [{ id: 1, name: null, rotation_strategy: 'fair', sender_profiles: [], after_id: 1 }],
    first_common_node_id: 1,
    created_at,
  };
}
