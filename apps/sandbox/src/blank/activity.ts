import type { Activity } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankActivity(stamp: Stamp): Activity {
  return {
    ...stamp,
    object_type: 'lead',
    object_uuid: '',
    lead_uuid: null,
    type: 'linkedin_connection_request_accepted',
    payload: {
      sender_profile_uuid: '0f1e2d3c-0000-4000-8000-000000000020',
      connected_at: '2026-03-10T09:15:42.000000Z',
    },
  };
}
