import type { Flow, FlowLead, FlowVersion, FlowWorkspace, Task } from '@getsales-gateway/api-client';
import type { Stamp } from '../collection.ts';

export function blankFlow(stamp: Stamp): Flow {
  return {
    ...stamp,
    public_uuid: null,
    user_id: 1,
    name: 'A flow',
    flow_workspace_uuid: null,
    flow_version_uuid: null,
    use_sender_schedule: true,
    schedule: null,
    description: null,
    priority: 1,
    status: 'draft',
    is_public: 0,
  };
}

export function blankFlowWorkspace(stamp: Stamp): FlowWorkspace {
  return {
    ...stamp,
    user_id: 7,
    name: 'Q1 folder',
    order: 1,
  };
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

export function blankFlowLead(stamp: Stamp): FlowLead {
  return {
    ...stamp,
    flow_uuid: '',
    lead_uuid: '',
    company_uuid: null,
    contact_source_id: null,
    sender_profile_uuid: null,
    status: 'in_progress',
    error_msg: null,
  };
}

export function blankTask(stamp: Stamp): Task {
  return {
    ...stamp,
    parent_task_pipeline_uuid: null,
    assigned_to: null,
    user_id: 7,
    lead_uuid: '',
    company_uuid: null,
    sender_profile_uuid: '',
    mailbox_uuid: null,
    flow_uuid: null,
    flow_lead_uuid: null,
    flow_origin: null,
    flow_node_id: null,
    type: 'linkedin_send_message',
    automation: 'auto',
    automation_error_code: null,
    status: 'closed',
    fork_result: null,
    payload: null,
    attempts: 1,
    error_msg: null,
    priority: 2,
    number_in_line: null,
    note: null,
    timezone: null,
    schedule_at: null,
    executed_at: null,
    taken_to_execute_at: null,
  };
}
