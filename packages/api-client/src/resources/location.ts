/** A place. Only `address_string` is documented on leads. */
export interface Location {
  address_string?: string | null;
  country?: string | null;
  region?: string | null;
  city?: string | null;
  zip?: string | null;
  timezone?: string | null;
}
