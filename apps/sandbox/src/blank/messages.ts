import type { AiTemplate, Attachment, Email, EmailBody, Mailbox, Message } from '@getsales-gateway/api-client';
import type { Stamp } from '../collection.ts';

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

export function blankAttachment(stamp: Stamp): Attachment {
  return {
    ...stamp,
    user_id: 7,
    payload: null,
    body: null,
  };
}

export function blankEmail(stamp: Stamp): Email {
  return {
    ...stamp,
    user_id: null,
    sender_profile_uuid: null,
    mailbox_uuid: '',
    email_body_uuid: null,
    thread_uuid: null,
    template_uuid: null,
    flow_uuid: null,
    flow_node_id: null,
    lead_uuid: null,
    folder: null,
    status: 'sent',
    type: 'outbox',
    from_name: null,
    from_email: 'alex@example.org',
    to_name: null,
    to_email: 'robin@example.com',
    cc: null,
    bcc: null,
    subject: null,
    replied_to_uuid: null,
    bounced_by_uuid: null,
    sent_at: null,
  };
}

export function blankEmailBody(stamp: Stamp): EmailBody {
  return { ...stamp, body: '<p>Hello</p>', subject: null, attachments: null };
}

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

export function blankAiTemplate(stamp: Stamp): AiTemplate {
  return {
    ...stamp,
    template_category_uuid: null,
    name: 'First touch',
    subject: null,
    body: null,
    attachments: null,
    type: 'message',
    is_public: 1,
    llm_uuid: null,
    llm_config: null,
    prompt: null,
    enable_validation: false,
    validation_llm_uuid: null,
    validation_llm_config: null,
    validation_prompt: null,
    enable_fallback: false,
    settings: null,
  };
}
