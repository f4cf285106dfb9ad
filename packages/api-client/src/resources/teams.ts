import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { isObject, type JsonObject, toList, toObject, UnexpectedBody } from '../wire/body.ts';
import type { PageParams } from '../wire/query.ts';

/** A team (a workspace) as the upstream sends it. It has a number and no UUID. */
export interface Team {
  id: number;
  cluster_id: number | null;
  subscription_id: number | null;
  license_uuid: string | null;
  name: string | null;
  color: string | null;
  status: string | null;
  features: JsonObject | null;
  credits: JsonObject | null;
  config: JsonObject | null;
  user_id: number | null;
  created_at: string | null;
  updated_at: string | null;
}

/** Reads of teams. */
export function teams(request: Request) {
  return {
    list: (query: PageParams) =>
      request({ method: 'GET', path: '/id/api/teams', query: { ...query } }, (body) => {
        const list = toList(toObject(body)['data']);
        if (list === undefined) throw new UnexpectedBody('no rows');
        return list.map(toTeam);
      }),

    /** null when there is no such team. */
    get: (id: string) =>
      orNull(
        request({ method: 'GET', path: '/id/api/teams/{id}', params: { id } }, (body) => {
          const outer = toObject(body);
          return toTeam(isObject(outer['data']) ? outer['data'] : outer);
        }),
      ),
  };
}

function toTeam(value: unknown): Team {
  const { id, ...team } = toObject(value);
  if (typeof id !== 'number') throw new UnexpectedBody('no id');
  return {
    id,
    cluster_id: toNumber(team['cluster_id']),
    subscription_id: toNumber(team['subscription_id']),
    license_uuid: toText(team['license_uuid']),
    name: toText(team['name']),
    color: toText(team['color']),
    status: toText(team['status']),
    features: isObject(team['features']) ? team['features'] : null,
    credits: isObject(team['credits']) ? team['credits'] : null,
    config: isObject(team['config']) ? team['config'] : null,
    user_id: toNumber(team['user_id']),
    created_at: toText(team['created_at']),
    updated_at: toText(team['updated_at']),
  };
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
