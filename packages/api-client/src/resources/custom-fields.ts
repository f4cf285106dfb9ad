import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

/** A custom field as the upstream sends it. */
export interface CustomField {
  uuid: string;
  team_id: number;
  user_id: number;
  name: string;
  /** `lead` or `company`. */
  object: string;
  order: number;
}

/** Reads of custom fields: at most a hundred for leads, and as many for companies. */
export function customFields(request: Request) {
  return {
    list: (query: ListParams) =>
      request({ method: 'GET', path: '/leads/api/custom-fields', query: { ...query } }, (body) =>
        toPage<CustomField>(body),
      ),
  };
}
