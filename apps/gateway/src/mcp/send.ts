import { randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { toAnswer, toRefusal } from './answer.ts';
import type { Session, Tool } from './tool.ts';

/** A draft may be sent for so long. */
const VALID_MS = 60 * 60_000;

const draftInput = {
  leadId: z.string().min(1).max(200).describe('Id of the lead who gets the message.'),
  senderProfileId: z.string().min(1).max(200).describe('Id of the sender profile that writes it.'),
  text: z.string().min(1).max(8_000),
};

const sendInput = {
  ...draftInput,
  confirmation: z.string().max(200).describe('As draft_message gave it, at most an hour ago.'),
};

const draftSchema = z.object(draftInput);
type Draft = z.output<typeof draftSchema>;

const DRAFT = `query McpDraftMessage($leadId: ID!, $senderProfileId: ID!) {
  lead: lead(id: $leadId) { id: uuid name companyName thread(last: 3) { nodes { direction status sentAt text } } }
  senderProfile: senderProfile(id: $senderProfileId) { id: uuid firstName lastName status }
}`;

const SEND = `mutation McpSendMessage($input: SendMessageInput!) {
  sent: sendMessage(input: $input) { replayed message { id: uuid status createdAt sentAt } }
}`;

const draftMessage: Tool = {
  name: 'draft_message',
  title: 'Draft a LinkedIn message',
  description:
    'Step 1 of 2: sends nothing. Checks lead and sender, shows the end of their thread, and gives a confirmation for ' +
    'send_message. Show the text to the user, and go on only if they agree.',
  input: draftInput,
  kind: 'read',
  async call(args, session) {
    const draft = draftSchema.parse(args);
    const ran = await session.run(DRAFT, draft);
    const { lead, senderProfile } = ran.result.data ?? {};
    if (ran.result.errors) return toAnswer(ran);
    if (!lead || !senderProfile) return toRefusal(`There is no such ${lead ? 'sender profile' : 'lead'}.`, ran);
    const confirmation = await confirm(draft, session, randomUUID(), Date.now() + VALID_MS);
    return toAnswer(ran, ['Not sent yet.', `confirmation: ${confirmation}`]);
  },
};

const sendMessage: Tool = {
  name: 'send_message',
  title: 'Send a LinkedIn message',
  description:
    'Step 2 of 2: sends what draft_message was given, unchanged, with its confirmation. Call it only after the user has agreed ' +
    'to the text. A second call with the same confirmation sends nothing more: it tells how the first one ended.',
  input: sendInput,
  kind: 'send',
  async call(args, session) {
    const { confirmation, ...draft } = z.object(sendInput).parse(args);
    const idempotencyKey = await keyIn(confirmation, draft, session);
    if (idempotencyKey === undefined) {
      return toRefusal('The confirmation is not one of this lead, sender and text, or is too old. Call draft_message.');
    }
    return toAnswer(await session.run(SEND, { input: { ...draft, idempotencyKey } }));
  },
};

export const SENDING: readonly Tool[] = [draftMessage, sendMessage];

/** `<key>.<expiry>.<signature>`: nothing is remembered here, so any replica may take it. */
async function confirm(draft: Draft, { sign }: Session, key: string, expiresAt: number): Promise<string> {
  const expiry = expiresAt.toString(36);
  const { leadId, senderProfileId, text } = draft;
  return [key, expiry, await sign(JSON.stringify([key, expiry, leadId, senderProfileId, text]))].join('.');
}

/** The idempotency key in a confirmation; undefined for one that is not of this draft, or too old. */
async function keyIn(confirmation: string, draft: Draft, session: Session): Promise<string | undefined> {
  const [key = '', expiry = ''] = confirmation.split('.');
  const expiresAt = Number.parseInt(expiry, 36);
  const expected = Buffer.from(await confirm(draft, session, key, Number.isNaN(expiresAt) ? 0 : expiresAt));
  const given = Buffer.from(confirmation);
  const isOfDraft = given.length === expected.length && timingSafeEqual(given, expected);
  return isOfDraft && expiresAt >= Date.now() ? key : undefined;
}
