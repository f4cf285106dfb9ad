import type { Flow as FlowRow } from '@getsales-gateway/api-client';
import { closedSet } from '../../closed-set.ts';
import { entity } from '../../kit/entity.ts';
import { loadBy } from '../../kit/loading.ts';
import { dateTime, flag } from '../../wire.ts';
import { SendingSchedule } from '../sending-schedule.ts';

export const FlowStatus = closedSet('FlowStatus', 'What an automation is doing.', {
  DRAFT: { value: 'draft', description: 'Not finished; was never on.' },
  ON: { value: 'on', description: 'Working through its leads.' },
  OFF: { value: 'off', description: 'Stopped.' },
  ARCHIVED: { value: 'archived', description: 'Put away.' },
});

export const Flow = entity<FlowRow>('Flow', { load: loadBy('flows by uuid', (api) => api.flows) });

Flow.implement({
  description: 'An automation: the steps that leads are taken through. GetSales shows it as an automation.',
  fields: (t) => ({
    publicId: t.exposeID('public_uuid', { description: 'Id under which it is shared.' }),
    teamId: t.exposeInt('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeInt('user_id', { description: 'Numeric id of the user who made it.' }),
    name: t.exposeString('name', { description: 'Name of the automation.' }),
    flowWorkspaceId: t.exposeID('flow_workspace_uuid', { description: 'The folder it is in.' }),
    flowVersionId: t.exposeID('flow_version_uuid', { description: 'The version that is in force.' }),
    useSenderSchedule: t.field(flag('use_sender_schedule', "Whether the senders' own hours count, not `schedule`.")),
    schedule: t.field({ type: SendingSchedule, description: 'When it works.', resolve: (flow) => flow.schedule }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    priority: t.exposeInt('priority', { description: 'How it stands against other automations.' }),
    status: t.field({
      type: FlowStatus.type,
      description: 'What it is doing.',
      resolve: (flow) => FlowStatus.fromWire(flow.status),
    }),
    isPublic: t.field(flag('is_public', 'Whether it is shared.')),
    createdAt: t.field(dateTime('created_at', 'When it was made.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});
