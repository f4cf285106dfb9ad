import type { Flow } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

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
