import type { LeadBlacklistEntry } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankLeadBlacklistEntry(stamp: Stamp): LeadBlacklistEntry {
  return {
    ...stamp,
    name: null,
    company_name: null,
    linkedin: null,
    ln_id: null,
    email: null,
    user_id: 7,
  };
}
