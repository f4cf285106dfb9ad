import type { FlowListParams } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { filteredList, NEWEST_FIRST } from '../../filtered-list.ts';
import { toUuid, toUuidIfGiven } from '../../global-id.ts';
import { offsetConnection } from '../../relay/offset-connection.ts';
import { Flow, FlowStatus } from './flow.ts';

const FlowFilter = builder.inputType('FlowFilter', {
  description: 'Which automations to list. All conditions given hold together.',
  fields: (t) => ({
    status: t.field({ type: FlowStatus.type, description: 'With this status.' }),
    flowWorkspaceId: t.id({ description: 'In this folder.' }),
    isPublic: t.boolean({ description: 'Shared, or not shared.' }),
  }),
});

builder.queryFields((t) => ({
  flow: t.field({
    type: Flow,
    description: 'One automation; null when GetSales has none by this id.',
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID of the automation.' }) },
    resolve: (_root, { id }, context, info) => Flow.find(toUuid(id, 'id', 'Flow'), context, info),
  }),
  flows: t.connection(
    {
      type: Flow,
      description: 'Your automations, the newest first.',
      args: {
        filter: t.arg({ type: FlowFilter, description: 'Which automations; all without it.' }),
        search: t.arg.string({ description: 'Words to find in the name.' }),
      },
      resolve: (_root, { filter, search, ...page }, context, info) => {
        const { list } = context.api.flows;
        const source = {
          name: 'Query.flows',
          filter: toFilter(filter, search),
          entity: Flow,
          order: NEWEST_FIRST,
          list,
        };
        return offsetConnection(page, filteredList(context, source), info);
      },
    },
    { name: 'FlowConnection' },
    { name: 'FlowEdge' },
  ),
}));

function toFilter(
  filter: typeof FlowFilter.$inferInput | null | undefined,
  search: string | null | undefined,
): NonNullable<FlowListParams['filter']> {
  return {
    q: search || undefined,
    status: filter?.status ?? undefined,
    flow_workspace_uuid: toUuidIfGiven(filter?.flowWorkspaceId, 'filter.flowWorkspaceId'),
    is_public: filter?.isPublic == null ? undefined : Number(filter.isPublic),
  };
}
