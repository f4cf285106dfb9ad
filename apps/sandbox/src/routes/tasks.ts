import type { Task } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Call, type Route, single } from '../route.ts';
import { createTask, endTask, TASK_BODY, type TASK_VERBS } from '../task-write.ts';

const TASKS: ListSpec<Task> = {
  rows: (world) => world.tasks,
  search: [],
  filters: [
    'lead_uuid',
    'sender_profile_uuid',
    'flow_uuid',
    'flow_node_id',
    'type',
    'automation',
    'status',
    'schedule_at',
    'executed_at',
  ],
  orders: ['created_at', 'updated_at', 'uuid'],
};

const VERBS = ['complete', 'cancel', 'skip', 'retry'] as const satisfies (keyof typeof TASK_VERBS)[];

export const taskRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/tasks',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, TASKS, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/flows/api/tasks/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.tasks.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Task');
      return single(row, call);
    },
  },
  {
    method: 'POST',
    path: '/flows/api/tasks',
    isUndocumented: true,
    query: [],
    body: TASK_BODY,
    handle: (call) => single(createTask(call), call, 201),
  },
  ...VERBS.map(
    (verb): Route => ({
      method: 'PUT',
      path: `/flows/api/tasks/{uuid}/${verb}`,
      isUndocumented: true,
      query: [],
      body: [],
      handle(call: Call) {
        endTask(call, verb);
        return { status: 200 };
      },
    }),
  ),
];
