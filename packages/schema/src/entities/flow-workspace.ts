import type { FlowWorkspace as FlowWorkspaceRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadFrom } from '../kit/loading.ts';
import { byId, referenceTo } from '../kit/relations.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';
import { Flow } from './flow/flow.ts';

// The reference has no way to ask for single ones.
const flowWorkspaces = smallCollection<FlowWorkspaceRow>(({ api }, window) => api.flowWorkspaces.list(window));

export const FlowWorkspace = entity<FlowWorkspaceRow>('FlowWorkspace', {
  scope: 'workspace:read',
  load: loadFrom(flowWorkspaces),
});

FlowWorkspace.implement({
  description: 'A folder of automations.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    name: t.exposeString('name', { description: 'Name of the folder.' }),
    order: t.exposeInt('order', { description: 'Its place among the others.' }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  flowWorkspace: t.field({
    description: 'One folder of automations; null when GetSales has none by this id.',
    ...byId(FlowWorkspace, 'folder'),
  }),
  flowWorkspaces: t.connection(
    {
      type: FlowWorkspace,
      description: 'Your folders of automations, the newest first.',

      resolve: connection(FlowWorkspace, {
        name: 'Query.flowWorkspaces',

        list: ({ api }) => api.flowWorkspaces.list,
      }),
    },
    { name: 'FlowWorkspaceConnection' },
    { name: 'FlowWorkspaceEdge' },
  ),
}));

builder.objectField(Flow, 'workspace', (t) =>
  t.field(referenceTo(FlowWorkspace, 'flow_workspace_uuid', 'The folder that it is in.')),
);
