import type { List, PipelineStage, Tag } from '@getsales-gateway/api-client';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { invalid, missing } from '../refusal.ts';
import { type Answer, type Call, type Route, single } from '../route.ts';

const LISTS: ListSpec<List> = {
  rows: (world) => world.lists,
  search: ['name'],
  filters: ['uuid', 'name', 'created_at'],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const listRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/lists',
    query: LIST_QUERY,
    handle: (call) => list(call, LISTS, { form: 'query' }),
  },
  {
    method: 'GET',
    path: '/leads/api/lists/{uuid}',
    query: [],
    handle(call) {
      const row = call.world.lists.get(call.params['uuid'] ?? '');
      if (row === undefined) throw missing('List');
      return single(row, call);
    },
  },
];

const TAGS: ListSpec<Tag> = {
  rows: (world) => world.tags,
  search: ['name'],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

function createTag(call: Call): Answer {
  const { name, color } = call.body;
  if (typeof name !== 'string' || name.trim() === '') throw invalid({ name: ['The name field is required.'] });
  const { tags } = call.world;
  if (tags.all().some((tag) => tag.name.toLowerCase() === name.toLowerCase())) {
    throw invalid({ name: ['The name has already been taken.'] });
  }
  return single(tags.insert({ name, ...(typeof color === 'string' && { color }) }), call, 201);
}

export const tagRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/tags',
    query: LIST_QUERY,
    handle: (call) => list(call, TAGS, { form: 'query' }),
  },
  {
    method: 'POST',
    path: '/leads/api/tags',
    isUndocumented: true,
    query: [],
    body: ['name', 'color'],
    handle: createTag,
  },
];

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

export const userRoutes: Route[] = [
  {
    method: 'GET',
    path: '/id/api/users/current',
    query: [],
    handle(call) {
      const [user] = call.world.users.all();
      if (user === undefined) throw missing('User');
      return single(user, call);
    },
  },
];
