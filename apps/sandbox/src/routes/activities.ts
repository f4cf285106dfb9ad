import type { Activity } from '@getsales-gateway/api-client';
import { toPredicate } from '../filter.ts';
import { LIST_QUERY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';

const ACTIVITIES: ListSpec<Activity> = {
  rows: (world) => world.activities,
  search: [],
  filters: ['type', 'lead_uuid', 'created_at'],
  guesses: ['uuid'],
  special: { company_uuid: (wanted) => toPredicate('object_uuid', wanted) },
  orders: ['created_at', 'uuid'],
};

export const activityRoutes: Route[] = [
  {
    method: 'GET',
    path: '/leads/api/activities',
    isUndocumented: true,
    query: [...LIST_QUERY, 'object'],
    handle: (call) => list(call, ACTIVITIES, { form: 'query' }),
  },
];
