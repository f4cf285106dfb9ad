import type { Message } from '@getsales-gateway/api-client';
import { leadUuid, uuidOf } from './uuid.ts';
import { toWire } from './wire-time.ts';

const FIRST_SENT = Date.parse('2026-03-10T09:00:00Z');
const TEXT =
  'Hi Marlene, thanks for connecting. I read your post on late purchase orders: how do you get the dates out of the mails ' +
  'today, by hand? We built something for exactly that and I would like to hear what you think of it.';

/** One message of a lead's thread. A higher `place` is older. */
export function messageRow(lead: number, place: number): Message {
  // No two messages have the same time, and the threads of all leads overlap in time.
  const sent = FIRST_SENT - (place * 1000 + lead) * 60_000;
  return {
    uuid: uuidOf('message', lead * 1000 + place),
    team_id: 4211,
    user_id: place % 2 ? null : 9120,
    sender_profile_uuid: uuidOf('sender', lead % 4),
    linkedin_account_uuid: uuidOf('sender', 100 + (lead % 4)),
    linkedin_conversation_uuid: uuidOf('conversation', lead),
    lead_uuid: leadUuid(lead),
    task_pipeline_uuid: null,
    template_uuid: null,
    message_hash: `2-MTc0MTU5NzM0MjAwMGI${lead}x${place}`,
    subject: null,
    text: place % 2 ? 'By hand, mostly. What does it cost?' : TEXT,
    custom_content: null,
    attachments: [],
    type: place % 2 ? 'inbox' : 'outbox',
    automation: place % 2 ? null : 'manual',
    linkedin_type: 'message',
    status: 'done',
    fail_reason: null,
    read_at: null,
    sent_at: toWire(sent),
    created_at: toWire(sent + 4_000),
    updated_at: toWire(sent + 5_000),
  };
}
