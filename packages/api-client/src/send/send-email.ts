import type { RequestOptions } from '../request.ts';
import { emailBodies } from '../resources/email-bodies.ts';
import { type Email, type EmailSendParams, emails } from '../resources/emails.ts';
import { isSame, normalised, type Thread } from './read-back.ts';
import { type Outgoing, type Sent, sendOnce } from './send-once.ts';
import { newestFrom, requestAfresh, toSender } from './sender.ts';

/** An e-mail as its caller gives it. Two inputs are the same where these are. */
export interface EmailToSend {
  lead_uuid: string;
  sender_profile_uuid: string;
  /** The sender's own unless said. */
  mailbox_uuid?: string | undefined;
  /** The lead's own unless said. */
  to_email?: string | undefined;
  to_name?: string | undefined;
  subject: string;
  /** HTML; may be left out with `template_uuid`. */
  body?: string | undefined;
  cc?: readonly string[] | undefined;
  bcc?: readonly string[] | undefined;
  in_reply_to_email_uuid?: string | undefined;
  thread_uuid?: string | undefined;
  template_uuid?: string | undefined;
  attachments?: { uuid: string }[] | undefined;
}

/** Sender and receiver of an e-mail, as the upstream takes them. */
export type EmailAddresses = Pick<
  EmailSendParams,
  'mailbox_uuid' | 'from_name' | 'from_email' | 'to_name' | 'to_email'
>;

const OPERATION = { method: 'POST', path: '/emails/api/emails/send-email' } as const;

/** `emails.send` for one caller. `findAddresses` is asked once the e-mail is to be posted, and not for a replay. */
export function sendEmailOf({ send, get }: Pick<ReturnType<typeof emails>, 'send' | 'get'>, options: RequestOptions) {
  return (email: EmailToSend, findAddresses: () => Promise<EmailAddresses>, key?: string): Promise<Sent<Email>> => {
    const outgoing: Outgoing<Email> = {
      operation: OPERATION,
      input: { email },
      leadUuid: email.lead_uuid,
      senderProfileUuid: email.sender_profile_uuid,
      channel: 'email',
      async prepare() {
        const params = toSendParams(email, await findAddresses());
        return () => send(params);
      },
      isAnswer: (row) => row.type !== 'inbox' && (row.lead_uuid == null || isSame(row.lead_uuid, email.lead_uuid)),
      get,
      thread: threadOf(email, options),
      // A template's text is made upstream, and may be made anew each time.
      mayPostAgain: email.template_uuid === undefined,
    };
    return sendOnce(outgoing, key, toSender(options, OPERATION));
  };
}

function toSendParams(email: EmailToSend, addresses: EmailAddresses): EmailSendParams {
  const { to_email, to_name } = addresses;
  const { body = '', cc = [], bcc = [], ...given } = email;
  return { ...given, ...addresses, to: [{ to_email, to_name }], body, cc, bcc };
}

/** The upstream lists the e-mails to a lead, and not those of one sender. */
function threadOf(email: EmailToSend, options: RequestOptions): Thread<Email> {
  const { lead_uuid, sender_profile_uuid } = email;
  return {
    readPage: (offset) =>
      emails(requestAfresh(options)).list({ filter: { lead_uuid, type: 'outbox' }, ...newestFrom(offset) }),
    includes: (row) => row.type === 'outbox' && isSame(row.lead_uuid, lead_uuid),
    isOfOtherSender: (row) => row.sender_profile_uuid != null && !isSame(row.sender_profile_uuid, sender_profile_uuid),
    isEqual: (row) => hasContentOf(row, email, options),
  };
}

/** A list shows no bodies: that of a row with this subject is read. A template is filled in upstream. */
async function hasContentOf(row: Email, email: EmailToSend, options: RequestOptions): Promise<boolean> {
  if (email.template_uuid !== undefined) return isSame(row.template_uuid, email.template_uuid);
  const isLike = normalised(row.subject ?? '') === normalised(email.subject) && isTo(row, email.to_email);
  if (!isLike || !row.email_body_uuid) return false;
  const stored = await emailBodies(requestAfresh(options)).get(row.email_body_uuid);
  return stored?.body != null && textOf(stored.body) === textOf(email.body ?? '');
}

function isTo({ to_email }: Email, address: string | undefined): boolean {
  return address === undefined || to_email?.toLowerCase() === address.toLowerCase();
}

/** Servers add pictures and rewrite tags: what people read is compared. A tag ends before the next begins, which keeps this linear. */
function textOf(html: string): string {
  return normalised(html.replace(/<[^<>]*>/g, ' '));
}
