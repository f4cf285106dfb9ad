import type { ApiStatusError } from '../errors.ts';
import { ignoreApiError } from '../outcome.ts';
import type { customFields } from '../resources/custom-fields.ts';
import type { Lead } from '../resources/lead.ts';
import type { LeadMassAction, leads } from '../resources/leads.ts';
import type { Upstream } from '../upstream.ts';
import { isObject } from '../wire/body.ts';
import { massActionOn } from './mass-action.ts';
import type { BulkWork } from './work.ts';

export interface CustomFieldChange {
  custom_field_uuid: string;
  /** null clears it. */
  value: string | null;
}

/** Gives one custom field of many leads the same value. */
export function customFieldOn(
  leadsResource: ReturnType<typeof leads>,
  { list, setValue }: ReturnType<typeof customFields>,
  upstream: Pick<Upstream, 'findings'>,
) {
  return ({ custom_field_uuid, value }: CustomFieldChange): BulkWork<string> => {
    // Rows show values under the name of the field, or under its UUID.
    const keys = [custom_field_uuid];
    const action: LeadMassAction = { type: 'contact_change_custom_field', payload: { custom_field_uuid, value } };
    const work = massActionOn(
      leadsResource,
      upstream,
    )({
      action,
      effect: { aggregate: true, isSeen: (lead) => valueIn(lead, keys) === (value ?? '') },
      async one(object_uuid) {
        await setValue({ custom_field_uuid, object_type: 'lead', object_uuid, value });
        return { kind: 'done', outcome: 'updated' };
      },
    });
    return {
      ...work,
      isOwnRefusal: (error: ApiStatusError) => error.refuses('object_uuid'),
      async before(uuids) {
        const name = await nameOf(custom_field_uuid, list).catch(ignoreApiError);
        if (name !== undefined) keys.push(name);
        return uuids.map(() => ({ kind: 'chunk' }));
      },
    };
  };
}

type List = ReturnType<typeof customFields>['list'];

/** There are at most a hundred for leads, and as many for companies. */
async function nameOf(fieldUuid: string, list: List): Promise<string | undefined> {
  for (const offset of [0, 100]) {
    const page = await list({ limit: 100, offset, order_field: 'created_at', order_type: 'asc' });
    const field = page.data.find(({ uuid }) => uuid === fieldUuid);
    if (field || page.data.length < 100) return field?.name;
  }
  return undefined;
}

/** What is not there is empty. */
function valueIn({ custom_fields }: Lead, keys: readonly string[]): string {
  const values = isObject(custom_fields) ? custom_fields : {};
  const value = keys.map((key) => values[key]).find((each) => each != null);
  return value === undefined ? '' : String(value);
}
