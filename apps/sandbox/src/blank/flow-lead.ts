import type { FlowLead } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankFlowLead(stamp: Stamp): FlowLead {
  return {
    ...stamp,
    flow_uuid: '',
    lead_uuid: '',
    company_uuid: null,
    contact_source_id: null,
    sender_profile_uuid: null,
    status: 'in_progress',
    error_msg: null,
  };
}
