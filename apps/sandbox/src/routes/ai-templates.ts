import type { AiTemplate } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

const AI_TEMPLATES: ListSpec<AiTemplate> = {
  rows: (world) => world.aiTemplates,
  search: [],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const aiTemplateRoutes: Route[] = [
  {
    method: 'GET',
    path: '/flows/api/ai-templates',
    isUndocumented: true,
    query: LIST_QUERY,
    handle: (call) => list(call, AI_TEMPLATES, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/flows/api/ai-templates/{uuid}',
    isUndocumented: true,
    query: [],
    handle(call) {
      const row = call.world.aiTemplates.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('Ai template');
      return single(row, call);
    },
  },
];
