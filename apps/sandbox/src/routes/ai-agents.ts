import type { AiAgent } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const AI_AGENTS: ListSpec<AiAgent> = {
  rows: (world) => world.aiAgents,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const aiAgentRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/ai-agents',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, AI_AGENTS, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/flows/api/ai-agents/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.aiAgents.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Ai agent');
      return single(row, call);
    },
  },
];
