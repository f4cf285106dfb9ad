import type { Mailbox } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankMailbox(stamp: Stamp): Mailbox {
  return {
    ...stamp,
    user_id: 7,
    sender_profile_uuid: null,
    email: 'alex@example.org',
    sender_name: null,
    provider: null,
    status: 'active',
    automation_daily_limit: null,
    automation_task_interval: null,
    custom_tracking_domain_uuid: null,
  };
}
