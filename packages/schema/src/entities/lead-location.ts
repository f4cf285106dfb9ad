import type { Location as LocationRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';

export const LeadLocation = builder.objectRef<LocationRow>('LeadLocation').implement({
  description: 'A place.',
  fields: (t) => ({
    addressString: t.exposeString('address_string', { description: 'The whole address in one line.' }),
    country: t.exposeString('country', { description: 'Country.' }),
    region: t.exposeString('region', { description: 'State or region.' }),
    city: t.exposeString('city', { description: 'City.' }),
    zip: t.exposeString('zip', { description: 'Postal code.' }),
    timezone: t.exposeString('timezone', { description: 'IANA name of the time zone.' }),
  }),
});

/** The upstream writes places as a list, as one object, or as the address alone. */
export function toLocations(wire: LocationRow[] | LocationRow | string | null): LocationRow[] | null {
  if (wire == null || wire === '') return null;
  if (typeof wire === 'string') return [{ address_string: wire }];
  return [wire].flat();
}
