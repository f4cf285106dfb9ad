import type { List, PipelineStage, Tag } from '@getsales-gateway/api-client';
import { z } from 'zod';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';
import { rowWrites } from '../row-write.ts';

const text = z.string().trim().min(1);
const color = z.string().nullable();
const object = z.enum(['lead', 'company']);

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
  ...rowWrites<List>({
    path: '/leads/api/lists',
    name: 'List',
    rows: (world) => world.lists,
    create: z.object({ name: text }),
    update: z.object({ name: text }),
    documented: ['POST'],
  }),
];

const TAGS: ListSpec<Tag> = {
  rows: (world) => world.tags,
  search: ['name'],
  filters: [],
  orders: ['created_at', 'updated_at', 'name', 'uuid'],
};

export const tagRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/tags',
    query: LIST_QUERY,
    handle: (call) => list(call, TAGS, { form: 'query' }),
  },
  ...rowWrites<Tag>({
    path: '/leads/api/tags',
    name: 'Tag',
    rows: (world) => world.tags,
    create: z.object({ name: text, color: color.exactOptional() }),
    update: z.object({ name: text.exactOptional(), color: color.exactOptional() }),
    check({ name = '' }, { world }) {
      const isTaken = world.tags.all().some((tag) => tag.name.toLowerCase() === name.toLowerCase());
      return isTaken ? { name: ['The name has already been taken.'] } : null;
    },
  }),
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
  ...rowWrites<PipelineStage>({
    path: '/leads/api/pipeline-stages',
    name: 'Pipeline stage',
    rows: (world) => world.pipelineStages,
    create: z.object({ name: text, object, category: text, order: z.int().exactOptional() }),
    update: z.object({
      name: text.exactOptional(),
      category: text.exactOptional(),
      order: z.int().exactOptional(),
    }),
  }),
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
