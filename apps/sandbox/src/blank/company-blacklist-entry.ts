import type { CompanyBlacklistEntry } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankCompanyBlacklistEntry(stamp: Stamp): CompanyBlacklistEntry {
  return {
    ...stamp,
    name: null,
    domain: null,
    linkedin: null,
    ln_id: null,
    user_id: 7,
  };
}
