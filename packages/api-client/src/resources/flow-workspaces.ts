import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

/** A flow workspace as the upstream sends it. */
export interface FlowWorkspace {
  uuid: string;
  team_id: number;
  user_id: number;
  name: string;
  order: number;
  created_at: string;
  updated_at: string;
}

const PATH = '/flows/api/flow-workspaces';

/** Reads of flow workspaces. */
export function flowWorkspaces(request: Request) {
  return {
    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<FlowWorkspace>(body)),
  };
}
