import type { Request } from '../request.ts';
import { toNothing, toPage } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

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

/** What a custom field is to hold for one lead or company; null clears it. */
export interface CustomFieldValue {
  custom_field_uuid: string;
  object_type: 'lead' | 'company';
  object_uuid: string;
  value: string | null;
}

const PATH = '/leads/api/custom-fields';

/** Custom fields: at most a hundred for leads, and as many for companies. */
export function customFields(request: Request) {
  return {
    ...rowWrites<CustomField>(request, PATH),

    list: (query: ListParams) =>
      request({ method: 'GET', path: PATH, query: { ...query } }, (body) => toPage<CustomField>(body)),

    /** Sets one value, or clears it. */
    setValue: (body: CustomFieldValue) =>
      request(
        { method: 'POST', path: '/leads/api/custom-field-values', body, isIdempotent: true, keepsCollections: true },
        toNothing,
      ),
  };
}
