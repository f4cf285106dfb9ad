import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toNothing, toPage, toRow } from '../wire/body.ts';
import type { FilterValue, ListParams } from '../wire/query.ts';

/** A task as the upstream sends it. */
export interface Task {
  uuid: string;
  parent_task_pipeline_uuid: string | null;
  team_id: number;
  assigned_to: number | null;
  user_id: number;
  lead_uuid: string;
  company_uuid: string | null;
  sender_profile_uuid: string;
  mailbox_uuid: string | null;
  flow_uuid: string | null;
  flow_lead_uuid: string | null;
  flow_origin: string | null;
  flow_node_id: number | null;
  type: string;
  /** Known: `manual`, `auto`. */
  automation: string;
  automation_error_code: string | null;
  status: string;
  fork_result: number | null;
  payload: unknown;
  attempts: number;
  error_msg: string | null;
  priority: number;
  number_in_line: number | null;
  note: string | null;
  timezone: string | null;
  schedule_at: string | null;
  executed_at: string | null;
  taken_to_execute_at: string | null;
  created_at: string;
  updated_at: string;
}

/** A window of tasks, filtered by the documented keys. */
export interface TaskListParams extends ListParams {
  filter?: Partial<
    Record<
      | 'flow_uuid'
      | 'status'
      | 'type'
      | 'automation'
      | 'lead_uuid'
      | 'sender_profile_uuid'
      | 'flow_node_id'
      | 'executed_at'
      | 'schedule_at',
      FilterValue
    >
  >;
}

/** A task to plan. The text stands in two places, since sources differ about which is read. */
export interface TaskCreateParams {
  lead_uuid: string;
  sender_profile_uuid: string;
  type: string;
  text: string;
  note?: string;
  schedule_at: string;
  timezone: string;
  automation: string;
  status: string;
  payload: { template: string };
}

const PATH = '/flows/api/tasks';

/** Reads of tasks, and what plans and ends them. */
export function tasks(request: Request) {
  const put = (uuid: string, action: string) =>
    request({ method: 'PUT', path: `${PATH}/{uuid}/${action}`, params: { uuid } }, toNothing);

  return {
    list: (params: TaskListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<Task>(body)),

    /** null when there is no such task. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<Task>(body))),

    /** To repeat it may plan twice: the client's `tasks.schedule` never does. */
    create: (body: TaskCreateParams) => request({ method: 'POST', path: PATH, body }, (answer) => toRow<Task>(answer)),

    complete: (uuid: string) => put(uuid, 'complete'),
    cancel: (uuid: string) => put(uuid, 'cancel'),
    skip: (uuid: string) => put(uuid, 'skip'),
    retry: (uuid: string) => put(uuid, 'retry'),
  };
}
