import type { Email, EmailBody } from '@getsales-gateway/api-client';
import type { Clock } from './clock.ts';
import { type FieldMessages, invalid, missing } from './refusal.ts';
import { type Call, isObject, type JsonObject, toText } from './route.ts';
import { toStoredText, toStoredTime } from './stored-form.ts';
import type { World } from './world.ts';

/** The keys of both forms of an e-mail to send. */
export const EMAIL_BODY = [
  'mailbox_uuid',
  'to',
  'subject',
  'body',
  'cc',
  'bcc',
  'lead_uuid',
  'sender_profile_uuid',
  'from_name',
  'from_email',
  'to_name',
  'to_email',
  'in_reply_to_email_uuid',
  'template_uuid',
  'thread_uuid',
  'attachments',
];

const BY_MAILBOX = ['mailbox_uuid', 'to', 'subject', 'body'];
const BY_ADDRESSES = ['sender_profile_uuid', 'lead_uuid', 'from_name', 'from_email', 'to_name', 'to_email', 'subject'];

/** Stores an e-mail that waits for its mailbox, and its text. @throws {Refusal} */
export function storeEmail(call: Call): { email: Email; body: EmailBody } {
  const { body: asked, world, clock, dialect } = call;
  const faults = findFaults(call);
  if (Object.keys(faults).length > 0) throw invalid(faults);
  const { lead, mailbox, sender } = rowsOf(call);
  const now = clock.timestamp();
  const firstName = lead?.first_name ?? '';
  const created_at = toStoredTime(now, dialect);
  const [to] = [asked['to']].flat();
  const recipient: JsonObject = isObject(to) ? to : asked;
  const body = world.emailBodies.insert({
    body: toStoredText(toText(asked['body']) ?? '', dialect, firstName),
    subject: toText(asked['subject']),
    attachments: Array.isArray(asked['attachments']) ? asked['attachments'] : [],
  });
  const email = world.emails.insert({
    lead_uuid: lead?.uuid ?? null,
    sender_profile_uuid: sender?.uuid ?? null,
    mailbox_uuid: mailbox?.uuid ?? '',
    email_body_uuid: body.uuid,
    subject: toStoredText(toText(asked['subject']) ?? '', dialect, firstName),
    from_email: toText(asked['from_email']) ?? mailbox?.email ?? '',
    from_name: toText(asked['from_name']),
    to_email: toText(recipient['to_email']) ?? '',
    to_name: toText(recipient['to_name']),
    template_uuid: toText(asked['template_uuid']),
    thread_uuid: toText(asked['thread_uuid']),
    replied_to_uuid: toText(asked['in_reply_to_email_uuid']),
    cc: asked['cc'] ?? [],
    bcc: asked['bcc'] ?? [],
    type: 'outbox',
    status: 'waiting',
    sent_at: null,
    ...(created_at !== null && { created_at }),
    updated_at: now,
  });
  return { email, body };
}

const SEND_MS = 5_000;

/** The mailbox sends it a little later. */
export function deliverEmail({ world, clock }: { world: World; clock: Clock }, uuid: string): void {
  clock.after(SEND_MS, () => {
    if (world.emails.get(uuid)?.status !== 'waiting') return;
    world.emails.update(uuid, { status: 'sent', sent_at: clock.timestamp(), updated_at: clock.timestamp() });
  });
}

function rowsOf({ body, world }: Call) {
  const of = <Row>(key: string, rows: { get(uuid: string): Row | undefined }, what: string): Row | undefined => {
    const uuid = toText(body[key]);
    if (uuid === null) return undefined;
    const row = rows.get(uuid);
    if (row === undefined) throw missing(what);
    return row;
  };
  return {
    lead: of('lead_uuid', world.leads, 'Lead'),
    sender: of('sender_profile_uuid', world.senderProfiles, 'Sender profile'),
    mailbox: of('mailbox_uuid', world.mailboxes, 'Mailbox'),
  };
}

/** What is missing by the form that is understood; by the newer one where each is and neither is whole. */
function findFaults({ body, dialect }: Call): FieldMessages {
  const isGiven = (key: string) =>
    toText(body[key]) !== null ||
    Array.isArray(body[key]) ||
    (key === 'body' && toText(body['template_uuid']) !== null);
  const lacking = (keys: readonly string[]) => keys.filter((key) => !isGiven(key));
  const [byMailbox, byAddresses] = [lacking(BY_MAILBOX), lacking(BY_ADDRESSES)];
  const isEither = dialect.emailForm === 'either' && byAddresses.length === 0;
  const missingKeys = dialect.emailForm === 'addresses' || isEither ? byAddresses : byMailbox;
  return Object.fromEntries(missingKeys.map((key) => [key, [`The ${key.replaceAll('_', ' ')} field is required.`]]));
}
