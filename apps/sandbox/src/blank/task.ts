import type { Task } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

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
