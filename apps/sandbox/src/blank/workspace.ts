import type {
  AiAgent,
  CustomField,
  List,
  PipelineStage,
  SenderProfile,
  Tag,
  User,
  Webhook,
} from '@getsales-gateway/api-client';
import type { Stamp } from '../collection.ts';

export function blankList(stamp: Stamp): List {
  return { ...stamp, user_id: 1, name: 'A list' };
}

export function blankTag(stamp: Stamp): Tag {
  return { ...stamp, name: 'a tag', color: '#888888' };
}

/** Stages are stored without times. */
export function blankPipelineStage({ uuid, team_id }: Stamp, order: number): PipelineStage {
  return { uuid, team_id, name: 'A stage', object: 'lead', type: 'custom', category: 'cold', order };
}

/** Users belong to no single team. */
export function blankUser({ uuid, created_at, updated_at }: Stamp): User {
  return {
    uuid,
    id: 1,
    first_name: 'Uma',
    last_name: 'User',
    email: 'uma@example.com',
    email_status: 'confirmed',
    image_url: null,
    timezone: 'UTC',
    config: {},
    created_at,
    updated_at,
  };
}

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

export function blankAiAgent(stamp: Stamp): AiAgent {
  return {
    ...stamp,
    public_uuid: null,
    name: 'Reply sorter',
    description: null,
    avatar_url: null,
    classification_llm_uuid: null,
    classification_llm_config: null,
    classification_prompt: null,
  };
}

export function blankWebhook(stamp: Stamp): Webhook {
  return {
    ...stamp,
    user_id: 7,
    name: 'Reply handler',
    event: 'contact_replied_linkedin_message',
    request_method: 'POST',
    target_url: 'https://hooks.example.org/getsales',
    filters: null,
    status: 'on',
  };
}

export function blankCustomField({ uuid, team_id }: Stamp): CustomField {
  return { uuid, team_id, user_id: 1, name: 'Annual_Revenue', object: 'lead', order: 1 };
}
