import type { FlowLead } from '@getsales-gateway/api-client';
import { LIST_BODY, type ListSpec, list } from '../list.ts';
import type { Route } from '../route.ts';

const FLOW_LEADS: ListSpec<FlowLead> = {
  rows: (world) => world.enrolments,
  search: [],
  filters: ['flow_uuid', 'lead_uuid', 'status'],
  guesses: ['uuid'],
  orders: ['created_at', 'updated_at', 'uuid'],
};

export const flowLeadRoutes: Route[] = [
  {
    method: 'POST',
    path: '/flows/api/flows-leads/list',
    query: [],
    body: LIST_BODY,
    handle: (call) => list(call, FLOW_LEADS, { form: 'body' }),
  },
];
