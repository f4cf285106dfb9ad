import { bringInto } from '@getsales-gateway/api-client';
import { referenceTo } from '../kit/relations.ts';
import { stateMutation } from '../kit/state-mutation.ts';
import { FlowTask, forgetTasks } from './flow-task.ts';

const TASK_NOW = 'The task as it is now. Selecting more than its ids costs one upstream request.';

/** What ends a task or takes it up again, by the upstream's verb. `done`: statuses with which nothing is to be done. */
const VERBS = {
  complete: { done: ['closed'], description: 'Marks a task as done.' },
  cancel: {
    done: ['canceled', 'cancelled'],
    description: 'Cancels a task. What `scheduleMessage` planned is then not sent.',
  },
  skip: { done: ['skipped'], description: 'Skips a task, so that its automation goes on with the next step.' },
  retry: {
    done: ['new', 'in_progress', 'restarted'],
    description: 'Puts a task that failed or was ended back in the queue.',
  },
};

for (const verb of ['complete', 'cancel', 'skip', 'retry'] as const) {
  const { done, description } = VERBS[verb];
  stateMutation(`${verb}FlowTask`, {
    ...{ typename: 'FlowTask', argument: 'flowTaskId', thing: 'task' },
    entityField: (t) => ({ flowTask: t.field(referenceTo(FlowTask, 'uuid', TASK_NOW)) }),
    description: `${description} Not documented by GetSales itself.`,
    scope: 'leads:write',
    change: (uuid, { api }) =>
      bringInto({
        read: () => api.tasks.get(uuid),
        isDone: ({ status }) => done.includes(status),
        write: () => api.tasks[verb](uuid),
      }),
    forget: forgetTasks,
  });
}
