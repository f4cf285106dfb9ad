import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { type JsonObject, toPage, toRow } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

/** A webhook as the upstream sends it. */
export interface Webhook {
  uuid: string;
  team_id: number;
  user_id: number;
  name: string;
  event: string;
  /** Known: `POST`, `GET`, `PUT`, `PATCH`, `DELETE`. */
  request_method: string;
  target_url: string;
  filters: unknown;
  /** Known: `on`, `off`. */
  status: string;
  created_at: string;
  updated_at: string;
}

const PATH = '/integrations/api/webhooks';

/** Addresses that the upstream calls. */
export function webhooks(request: Request) {
  const { create, ...writes } = rowWrites<Webhook>(request, PATH, { keepsCollections: true });
  return {
    ...writes,

    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<Webhook>(body)),

    /** null when there is no such webhook. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<Webhook>(body))),

    /** Created switched on, unless said. The same one may be created twice: list first. */
    create: (body: JsonObject) => create({ request_method: 'POST', status: 'on', ...body }),
  };
}
