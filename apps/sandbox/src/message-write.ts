import type { Message } from '@getsales-gateway/api-client';
import { type FieldMessages, invalid, missing } from './refusal.ts';
import type { Call, JsonObject } from './route.ts';
import { toStoredText, toStoredTime } from './stored-form.ts';

const MAX_TEXT = 8_000;
const MAX_SUBJECT = 511;

/** The row that a send stores: queued, not yet sent. @throws {Refusal} */
export function toNewMessage({ body, world, clock, dialect }: Call): Partial<Message> {
  const faults = findFaults(body);
  if (Object.keys(faults).length > 0) throw invalid(faults);
  const sender = world.senderProfiles.get(String(body['sender_profile_uuid']));
  if (sender === undefined) throw missing('Sender profile');
  const lead = world.leads.get(String(body['lead_uuid']));
  if (lead === undefined) throw missing('Lead');

  const [sibling] = world.messages
    .all()
    .filter((message) => message.lead_uuid === lead.uuid && message.sender_profile_uuid === sender.uuid);
  const { text = null, template_uuid = null, subject = null, attachments } = body;
  const now = clock.timestamp();
  return {
    sender_profile_uuid: sender.uuid,
    linkedin_account_uuid: sender.linkedin_account_uuid,
    linkedin_conversation_uuid: sibling?.linkedin_conversation_uuid ?? null,
    lead_uuid: lead.uuid,
    text: text === null ? null : toStoredText(String(text), dialect, lead.first_name ?? ''),
    template_uuid: template_uuid === null ? null : String(template_uuid),
    subject: subject === null ? null : String(subject),
    attachments: Array.isArray(attachments) ? attachments : [],
    type: 'outbox',
    automation: 'manual',
    linkedin_type: body['linkedin_messenger_type'] === 'sn' ? 'InMail' : 'message',
    status: 'new',
    sent_at: null,
    created_at: toStoredTime(now, dialect),
    updated_at: now,
  };
}

function findFaults(body: JsonObject): FieldMessages {
  const { sender_profile_uuid, lead_uuid, text, template_uuid, subject, linkedin_messenger_type, attachments } = body;
  const faults: FieldMessages = {};
  if (!sender_profile_uuid) faults['sender_profile_uuid'] = ['The sender profile uuid field is required.'];
  if (!lead_uuid) faults['lead_uuid'] = ['The lead uuid field is required.'];
  if (!text && !template_uuid) {
    faults['text'] = ['The text field is required when template uuid is not present.'];
  }
  if (isTooLong(text, MAX_TEXT)) faults['text'] = [`The text may not be greater than ${MAX_TEXT} characters.`];
  if (isTooLong(subject, MAX_SUBJECT)) {
    faults['subject'] = [`The subject may not be greater than ${MAX_SUBJECT} characters.`];
  }
  if (![undefined, null, 'basic', 'sn'].some((known) => known === linkedin_messenger_type)) {
    faults['linkedin_messenger_type'] = ['The selected linkedin messenger type is invalid.'];
  }
  if (attachments !== undefined && attachments !== null && !Array.isArray(attachments)) {
    faults['attachments'] = ['The attachments must be an array.'];
  }
  return faults;
}

function isTooLong(value: unknown, max: number): boolean {
  return typeof value === 'string' && value.length > max;
}
