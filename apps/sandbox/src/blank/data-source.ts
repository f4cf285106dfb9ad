import type { DataSource } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankDataSource(stamp: Stamp): DataSource {
  return {
    ...stamp,
    sender_profile_uuid: null,
    list_uuid: '',
    payload: {},
    tags: null,
    type: 'sn_leads_search',
    status: 'in_progress',
    errors: null,
    user_id: 7,
  };
}
