import type { Message } from '@getsales-gateway/api-client';
import type { Stamp } from './stamp.ts';

export function blankMessage(stamp: Stamp, sender_profile_uuid: string): Message {
  return {
    ...stamp,
    user_id: 1,
    sender_profile_uuid,
    linkedin_account_uuid: null,
    linkedin_conversation_uuid: null,
    lead_uuid: null,
    task_pipeline_uuid: null,
    template_uuid: null,
    message_hash: null,
    subject: null,
    text: null,
    custom_content: null,
    attachments: [],
    type: 'outbox',
    automation: 'manual',
    linkedin_type: 'message',
    status: 'done',
    fail_reason: null,
    read_at: null,
    sent_at: stamp.created_at,
  };
}
