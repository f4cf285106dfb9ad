import type { Flow } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

/** A lead's way through a flow. */
export interface Enrolment extends Stamp {
  flow_uuid: string;
  lead_uuid: string;
  /** `in_progress` or `canceled`. */
  status: string;
}

export function blankFlow(stamp: Stamp): Flow {
  return {
    ...stamp,
    public_uuid: null,
    user_id: 1,
    name: 'A flow',
    flow_workspace_uuid: null,
    flow_version_uuid: null,
    use_sender_schedule: true,
    schedule: null,
    description: null,
    priority: 1,
    status: 'draft',
    is_public: 0,
  };
}

export function blankEnrolment(stamp: Stamp): Enrolment {
  return { ...stamp, flow_uuid: '', lead_uuid: '', status: 'in_progress' };
}
