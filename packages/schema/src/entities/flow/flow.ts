import type { Flow as FlowRow } from '@getsales-gateway/api-client';
import { entity } from '../../kit/entity.ts';
import { loadBy } from '../../kit/loading.ts';
import { closedSet, dateTime, flag } from '../../wire.ts';
import { SendingSchedule } from '../sending-schedule.ts';

export const FlowStatus = closedSet('GetSalesFlowStatus', 'The status of an automation.', {
  DRAFT: { value: 'draft', description: 'Not finished and never started.' },
  ON: { value: 'on', description: 'Running.' },
  OFF: { value: 'off', description: 'Stopped.' },
  ARCHIVED: { value: 'archived', description: 'Archived.' },
});

export const Flow = entity<FlowRow>('Flow', {
  scope: 'workspace:read',
  load: loadBy('flows by uuid', (api) => api.flows),
});

Flow.implement({
  description: 'An automation: a sequence of steps for leads. The GetSales API calls it a flow.',
  fields: (t) => ({
    publicId: t.exposeID('public_uuid', { description: 'Id under which it is publicly shared.' }),
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    name: t.exposeString('name', { description: 'Name of the automation.' }),
    flowWorkspaceId: t.exposeID('flow_workspace_uuid', {
      description: 'The folder it is in.',
      deprecationReason: 'Use `workspace { uuid }`.',
    }),
    flowVersionId: t.exposeID('flow_version_uuid', {
      description: 'The version in use.',
      deprecationReason: 'Use `version { uuid }`.',
    }),
    useSenderSchedule: t.field(
      flag('use_sender_schedule', 'Whether the schedules of its senders apply instead of `schedule`.'),
    ),
    schedule: t.field({ type: SendingSchedule, description: 'When it sends.', resolve: (flow) => flow.schedule }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    priority: t.exposeInt('priority', { description: 'Its priority among automations.' }),
    status: t.field({
      type: FlowStatus.type,
      description: 'Its status.',
      resolve: (flow) => FlowStatus.fromWire(flow.status),
    }),
    isPublic: t.field(flag('is_public', 'Whether it is shared.')),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});
