import type { SenderProfile } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankSenderProfile(stamp: Stamp): SenderProfile {
  return {
    ...stamp,
    user_id: 1,
    linkedin_browser_id: null,
    linkedin_account_uuid: null,
    mailbox_uuid: null,
    assignee_user_id: 1,
    first_name: 'Sam',
    last_name: 'Sender',
    label: null,
    avatar_url: null,
    schedule: null,
    linkedin_schedule: null,
    email_schedule: null,
    smart_limits_enabled: true,
    status: 'enabled',
    hold_tasks_till: null,
    last_automation_server_id: null,
    notification_emails: null,
  };
}
