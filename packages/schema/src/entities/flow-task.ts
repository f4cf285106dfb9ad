import type { Task as TaskRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { connection, hasMany } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { checkedTimeRange, filterInput, id, integer, text } from '../kit/filter-input.ts';
import { loadAlone } from '../kit/loading.ts';
import { orderInput } from '../kit/order-input.ts';
import { byId, referenceTo } from '../kit/relations.ts';
import { dateTime } from '../wire.ts';
import { Flow } from './flow/flow.ts';
import { FlowLead } from './flow-lead.ts';
import { Lead } from './lead/lead.ts';
import { LeadCompany } from './lead-company.ts';
import { Mailbox } from './mailbox.ts';
import { Message } from './message/message.ts';
import { SenderProfile } from './sender-profile.ts';

export const FlowTask = entity<TaskRow>('FlowTask', {
  scope: 'leads:read',
  load: loadAlone('tasks by uuid', (api) => api.tasks),
});

FlowTask.implement({
  description: 'A step that is carried out for a lead, by an automation or by hand. Not documented by GetSales itself.',
  fields: (t) => ({
    parentTaskPipelineId: t.exposeID('parent_task_pipeline_uuid', { description: 'The task that it follows.' }),
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    assignedTo: t.exposeFloat('assigned_to', { description: 'Numeric id of the user who is to do it.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    lead: t.field(referenceTo(Lead, 'lead_uuid', 'The lead that it is for.')),
    company: t.field(referenceTo(LeadCompany, 'company_uuid', 'The company that the lead works for.')),
    senderProfile: t.field(
      referenceTo(SenderProfile, 'sender_profile_uuid', 'The sender profile that carries it out.'),
    ),
    mailbox: t.field(referenceTo(Mailbox, 'mailbox_uuid', 'The mailbox that it sends from.')),
    flow: t.field(referenceTo(Flow, 'flow_uuid', 'The automation that it belongs to, if any.')),
    flowLead: t.field(referenceTo(FlowLead, 'flow_lead_uuid', 'The enrolment that it belongs to, if any.')),
    flowOrigin: t.exposeString('flow_origin', { description: 'Where it comes from, such as `automation`.' }),
    flowNodeId: t.exposeFloat('flow_node_id', { description: 'Number of the step in the automation.' }),
    type: t.exposeString('type', { description: 'What is to be done, such as `linkedin_send_message`.' }),
    automation: t.exposeString('automation', { description: 'Who does it. Known: `auto`, `manual`.' }),
    automationErrorCode: t.exposeString('automation_error_code', { description: 'Code of the failure.' }),
    status: t.exposeString('status', {
      description:
        'Its status. Known: `new`, `in_progress`, `closed` (done), `canceled`, `failed`, `skipped`, `restarted`.',
    }),
    forkResult: t.exposeInt('fork_result', { description: 'Number of the branch that was taken.' }),
    payload: t.field({
      type: 'JSON',
      description: 'Details of the step, such as the template and the text. GetSales does not document the shape.',
      resolve: (row) => row.payload,
    }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    errorMsg: t.exposeString('error_msg', { description: 'Why it failed.' }),
    priority: t.exposeInt('priority', { description: 'Its priority among tasks.' }),
    numberInLine: t.exposeInt('number_in_line', { description: 'Its place in the queue.' }),
    note: t.exposeString('note', { description: 'A note on it.' }),
    timezone: t.exposeString('timezone', { description: 'The time zone that it is planned in.' }),
    scheduleAt: t.field(dateTime('schedule_at', 'When it is planned.')),
    executedAt: t.field(dateTime('executed_at', 'When it was carried out.')),
    takenToExecuteAt: t.field(dateTime('taken_to_execute_at', 'When it was taken from the queue.')),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

const flowTaskFilter = filterInput('GetSalesFlowTaskFilter', 'Conditions on tasks.', {
  leadId: id('lead_uuid', 'Lead', 'For this lead.'),
  senderProfileId: id('sender_profile_uuid', 'SenderProfile', 'Carried out by this sender profile.'),
  flowId: id('flow_uuid', 'Flow', 'Of this automation.'),
  flowNodeId: integer('flow_node_id', 'Of the step of the automation with this number.'),
  type: text('type', 'With this `type`.'),
  automation: text('automation', 'With this `automation`.'),
  status: text('status', 'With this `status`.'),
  scheduleAt: checkedTimeRange('schedule_at', 'Planned for this range of time.'),
  executedAt: checkedTimeRange('executed_at', 'Carried out in this range of time.'),
});

const flowTaskOrder = orderInput('GetSalesFlowTaskOrder', {
  things: 'tasks',
  description: 'The order of a list of tasks.',
  fields: {
    CREATED_AT: { value: 'created_at', description: 'When it was created.' },
    UPDATED_AT: { value: 'updated_at', description: 'When it last changed. Rows move while you page.' },
  },
  default: 'created_at',
});

const FlowTaskConnection = builder.connectionObject({ type: FlowTask, name: 'FlowTaskConnection' });

builder.queryFields((t) => ({
  flowTask: t.field({
    description: 'One task; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(FlowTask, 'task'),
  }),
  flowTasks: t.connection(
    {
      type: FlowTask,
      description: 'Steps that are planned or done, by default the newest first. Not documented by GetSales itself.',
      args: { ...flowTaskFilter.args('Conditions on the tasks. Without it, all tasks.'), ...flowTaskOrder.args },
      resolve: connection(FlowTask, {
        name: 'Query.flowTasks',
        filter: flowTaskFilter,
        order: flowTaskOrder,
        list: ({ api }) => api.tasks.list,
      }),
    },
    FlowTaskConnection,
  ),
}));

const leadTasks = hasMany(FlowTask, {
  name: 'Lead.tasks',
  key: 'lead_uuid',
  filter: flowTaskFilter,
  order: flowTaskOrder,
  list: ({ api }) => api.tasks.list,
});

builder.objectField(Lead, 'tasks', (t) =>
  t.connection(
    {
      type: FlowTask,
      description:
        'Steps planned or done for the lead, by default the newest first. Not documented by GetSales itself.',
      args: { ...flowTaskFilter.args('Further conditions on the tasks.'), ...flowTaskOrder.args },
      resolve: leadTasks.resolve,
    },
    FlowTaskConnection,
  ),
);

builder.objectField(Message, 'task', (t) =>
  t.field(
    referenceTo(
      FlowTask,
      'task_pipeline_uuid',
      'The task that the message was sent for. Not documented by GetSales itself.',
    ),
  ),
);

/** A task was written: what the operation holds of tasks is old. */
export function forgetTasks(context: Context): void {
  FlowTask.forget(context);
  leadTasks.forget(context);
}
