import type { PipelineStage } from '@getsales-gateway/api-client';
import { LIST_QUERY, list } from '../list.ts';
import type { ListSpec } from '../list-filter.ts';
import type { Route } from '../route.ts';

const STAGES: ListSpec<PipelineStage> = {
  rows: (world) => world.pipelineStages,
  search: ['name'],
  filters: ['object'],
  // Stages have times upstream, but do not show them: by those, they stand in the order in which they came.
  orders: ['order', 'name', 'uuid', 'created_at', 'updated_at'],
};

export const pipelineStageRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/pipeline-stages',
    query: LIST_QUERY,
    handle: (call) => list(call, STAGES, { form: 'query' }),
  },
];
