import { builder } from '../../builder.ts';
import { connection, searchArgs } from '../../kit/connection.ts';
import { filterInput, id, oneOf, yesNo } from '../../kit/filter-input.ts';
import { byId } from '../../kit/relations.ts';
import { Flow, FlowStatus } from './flow.ts';

const flowFilter = filterInput('GetSalesFlowFilter', 'Conditions on automations.', {
  status: oneOf(FlowStatus, 'status', 'With this status.'),
  flowWorkspaceId: id('flow_workspace_uuid', 'FlowWorkspace', 'In this folder.'),
  isPublic: yesNo('is_public', 'Shared, or not shared.'),
});

builder.queryFields((t) => ({
  flow: t.field({
    description: 'One automation; null when GetSales has none by this id.',
    ...byId(Flow, 'automation'),
  }),
  flows: t.connection(
    {
      type: Flow,
      description: 'Your automations, the newest first.',
      args: {
        ...flowFilter.args('Conditions on the automations. Without it, all automations.'),
        ...searchArgs('Text to find in the name.'),
      },
      resolve: connection(Flow, {
        name: 'Query.flows',
        filter: flowFilter,
        list: ({ api }) => api.flows.list,
      }),
    },
    { name: 'FlowConnection' },
    { name: 'FlowEdge' },
  ),
}));
