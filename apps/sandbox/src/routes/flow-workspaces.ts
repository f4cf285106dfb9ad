import type { FlowWorkspace } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';

const FLOW_WORKSPACES: ListSpec<FlowWorkspace> = {
  rows: (world) => world.flowWorkspaces,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const flowWorkspaceRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/flow-workspaces',
    query: LIST_QUERY,
    handle: (call) => list(call, FLOW_WORKSPACES, { form: 'query' }),
  },
];
