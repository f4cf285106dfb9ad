import type { EmailAddresses, EmailToSend } from '@getsales-gateway/api-client';
import type { GraphQLResolveInfo } from 'graphql';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { refuse } from '../codes.ts';
import type { Context } from '../context.ts';
import { costs } from '../cost/declared.ts';
import { toUuid, toUuidIfGiven, toUuidsIfGiven } from '../global-id.ts';
import { uuidIn } from '../kit/relations.ts';
import { idempotencyKey, isAddress, refuseControls, refuseOver, toIdempotencyKey } from '../kit/sending.ts';
import { forgetEmails, LeadEmail } from './lead-email.ts';
import { Mailbox } from './mailbox.ts';
import { SenderProfile } from './sender-profile.ts';

const MAX_SUBJECT = 511;
const MAX_BODY = 200_000;
const MAX_COPIES = 100;
const MAX_NAME = 255;

const SendEmailInput = builder.inputType('SendEmailInput', {
  description: 'An e-mail to send.',
  fields: (t) => ({
    leadId: t.id({ required: true, description: 'The lead that receives it.' }),
    senderProfileId: t.id({ required: true, description: 'The sender profile that sends it.' }),
    mailboxId: t.id({ description: "The mailbox that sends it: the sender profile's own, which is the default." }),
    subject: t.string({ required: true, description: `Subject line, at most ${MAX_SUBJECT} characters.` }),
    body: t.string({ description: `The text, as HTML, at most ${MAX_BODY} characters. Optional with \`templateId\`.` }),
    toEmail: t.string({
      description: "The address that it goes to. By default the lead's work address, else the personal one.",
    }),
    toName: t.string({ description: "Name of the recipient. By default the lead's name." }),
    cc: t.stringList({ description: `Addresses that receive a copy, at most ${MAX_COPIES}.` }),
    bcc: t.stringList({ description: `Addresses that receive a hidden copy, at most ${MAX_COPIES}.` }),
    inReplyToEmailId: t.id({ description: 'The e-mail that it answers.' }),
    threadId: t.id({ description: 'UUID of the conversation that it belongs to: `LeadEmail.threadId`.' }),
    templateId: t.id({ description: 'The template for the text.' }),
    attachmentIds: t.idList({
      description: 'Files that are already uploaded to GetSales, such as by `uploadAttachment`: 1 to 100.',
    }),
    idempotencyKey: t.string({ description: idempotencyKey('e-mail') }),
  }),
});

type Sent = Awaited<ReturnType<Context['api']['emails']['send']>>;

const SendEmailPayload = builder.objectRef<Sent>('SendEmailPayload').implement({
  description: 'The result.',
  fields: (t) => ({
    email: t.field({
      type: LeadEmail,
      description: 'The e-mail as GetSales has it; null when an earlier call sent it and it was deleted since then.',
      resolve: ({ row }) => row,
    }),
    replayed: t.boolean({
      description: 'Whether an earlier call with the same `idempotencyKey` sent it.',
      resolve: ({ isReplayed }) => isReplayed,
    }),
  }),
});

/** The sender profile, its mailbox and the lead are read, for their addresses. */
const MAX_REQUESTS = 4;

builder.mutationField('sendEmail', (t) =>
  t.field({
    type: SendEmailPayload,
    description:
      'Sends an e-mail to a lead. GetSales sends it from the mailbox of the sender profile. The gateway never sends it twice by ' +
      'itself, but a client or router that repeats the mutation does, unless it gives an `idempotencyKey`.',
    requiresScopes: [['messages:send']],
    args: { input: t.arg({ type: SendEmailInput, required: true, description: 'What to send.' }) },
    resolve: costs(
      { kind: 'request', requests: MAX_REQUESTS },
      async (_root: object, { input }: { input: Input }, context: Context, info: GraphQLResolveInfo) => {
        const email = toEmail(input);
        const key = toIdempotencyKey(input.idempotencyKey);
        const sent = await context.api.emails.send(email, () => findAddresses(email, context, info), key);
        forgetEmails(context);
        return sent;
      },
    ),
  }),
);

type Input = typeof SendEmailInput.$inferInput;

function toEmail(input: Input): EmailToSend {
  const { subject, body, templateId } = input;
  if (subject.trim() === '') throw badInput('`input.subject` is empty');
  if (templateId == null && !body?.trim()) throw badInput('`input.body` or `input.templateId` is needed');
  refuseOver(MAX_SUBJECT, subject, 'input.subject');
  refuseOver(MAX_BODY, body, 'input.body');
  refuseControls(subject, 'input.subject');
  refuseOver(MAX_NAME, input.toName, 'input.toName');
  refuseControls(input.toName, 'input.toName');
  return {
    lead_uuid: toUuid(input.leadId, 'input.leadId', 'Lead'),
    sender_profile_uuid: toUuid(input.senderProfileId, 'input.senderProfileId', 'SenderProfile'),
    mailbox_uuid: toUuidIfGiven(input.mailboxId, 'input.mailboxId', 'Mailbox'),
    to_email: toAddress(input.toEmail, 'input.toEmail'),
    to_name: input.toName ?? undefined,
    subject,
    body: body ?? undefined,
    cc: toAddresses(input.cc, 'input.cc'),
    bcc: toAddresses(input.bcc, 'input.bcc'),
    in_reply_to_email_uuid: toUuidIfGiven(input.inReplyToEmailId, 'input.inReplyToEmailId', 'LeadEmail'),
    thread_uuid: toUuidIfGiven(input.threadId, 'input.threadId'),
    template_uuid: toUuidIfGiven(templateId, 'input.templateId', 'AiTemplate'),
    attachments: toUuidsIfGiven(input.attachmentIds, 'input.attachmentIds', 'MessageAttachment')?.map((uuid) => ({
      uuid,
    })),
  };
}

function toAddress(address: string | null | undefined, argument: string): string | undefined {
  if (address == null) return undefined;
  if (!isAddress(address)) throw badInput(`\`${argument}\` is no e-mail address`);
  return address;
}

function toAddresses(addresses: readonly string[] | null | undefined, argument: string): string[] | undefined {
  if (!addresses?.length) return undefined;
  if (addresses.length > MAX_COPIES) throw badInput(`\`${argument}\` takes at most ${MAX_COPIES} addresses`);
  return addresses.flatMap((address, index) => toAddress(address, `${argument}.${index}`) ?? []);
}

async function findAddresses(email: EmailToSend, context: Context, info: GraphQLResolveInfo): Promise<EmailAddresses> {
  const [from, to] = await Promise.all([findSender(email, context, info), findRecipient(email, context)]);
  return { ...from, ...to };
}

async function findSender(
  { sender_profile_uuid, mailbox_uuid: given }: EmailToSend,
  context: Context,
  info: GraphQLResolveInfo,
) {
  const mailbox_uuid = given ?? (await mailboxOf(sender_profile_uuid, context, info));
  const mailbox = await Mailbox.find(mailbox_uuid, context, info);
  if (mailbox === null) throw refuse('NOT_FOUND', 'GetSales has no such mailbox.');
  const owner = uuidIn(mailbox.sender_profile_uuid);
  if (owner !== null && owner.toLowerCase() !== sender_profile_uuid) {
    throw badInput('`input.mailboxId` is the mailbox of another sender profile');
  }
  const from_email = textIn(mailbox.email);
  if (from_email === undefined) throw refuse('UPSTREAM_ERROR', 'GetSales does not tell the address of the mailbox.');
  return { mailbox_uuid, from_email, from_name: textIn(mailbox.sender_name) ?? from_email };
}

async function mailboxOf(senderProfile: string, context: Context, info: GraphQLResolveInfo): Promise<string> {
  const sender = await SenderProfile.find(senderProfile, context, info);
  if (sender === null) throw refuse('NOT_FOUND', 'GetSales has no such sender profile.');
  const mailbox = uuidIn(sender.mailbox_uuid);
  if (mailbox === null) throw badInput('`input.senderProfileId` is a sender profile without a mailbox');
  return mailbox;
}

async function findRecipient({ lead_uuid, to_email, to_name }: EmailToSend, { api }: Context) {
  if (to_email !== undefined && to_name !== undefined) return { to_email, to_name };
  const lead = await api.leads.get(lead_uuid);
  if (lead === null) throw refuse('NOT_FOUND', 'GetSales has no such lead.');
  const address = to_email ?? textIn(lead.work_email) ?? textIn(lead.personal_email);
  if (address === undefined) throw badInput('`input.toEmail` is needed: the lead has no e-mail address');
  if (!isAddress(address)) throw badInput("`input.toEmail` is needed: the lead's is no single e-mail address");
  return { to_email: address, to_name: to_name ?? textIn(lead.name)?.replaceAll(/[\s\p{Cc}]+/gu, ' ') ?? address };
}

/** undefined for what the upstream leaves empty. */
function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
