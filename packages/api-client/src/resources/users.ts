import type { Request } from '../request.ts';
import { type JsonObject, toRow } from '../wire/body.ts';

/** The owner of an API key as the upstream sends it. */
export interface User {
  uuid: string;
  id: number;
  first_name: string;
  last_name: string;
  email: string;
  email_status: string | null;
  image_url: string | null;
  /** IANA name. */
  timezone: string | null;
  config: JsonObject | null;
  created_at: string;
  updated_at: string;
}

/** Reads of users: only the owner of the key can be read. */
export function users(request: Request) {
  return {
    /** The cheapest check of a key. */
    current: () => request({ method: 'GET', path: '/id/api/users/current' }, (body) => toRow<User>(body)),
  };
}
