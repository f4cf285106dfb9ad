import type { EmailBody, Email as EmailRow } from '@getsales-gateway/api-client';
import DataLoader from 'dataloader';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { costs } from '../cost/declared.ts';
import { connection, hasMany } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { checkedTimeRange, filterInput, id, integer, oneOf, text } from '../kit/filter-input.ts';
import { loadAlone, loadBy } from '../kit/loading.ts';
import { orderInput } from '../kit/order-input.ts';
import { byId, referenceTo, uuidIn } from '../kit/relations.ts';
import { perOperation } from '../per-operation.ts';
import { dateTime } from '../wire.ts';
import { Flow } from './flow/flow.ts';
import { Lead } from './lead/lead.ts';
import { Mailbox } from './mailbox.ts';
import { MessageDirection } from './message/message.ts';
import { SenderProfile } from './sender-profile.ts';

export const LeadEmail = entity<EmailRow>('LeadEmail', {
  scope: 'messages:read',
  load: loadAlone('e-mails by uuid', (api) => api.emails),
});

const loadBodies = loadBy<EmailBody>('bodies of e-mails by uuid', (api) => api.emailBodies);

const bodies = perOperation(
  (context: Context) => new DataLoader<string, EmailBody | null>((uuids) => loadBodies(uuids, context)),
);

function findBody(uuid: unknown, context: Context): Promise<EmailBody | null> | null {
  const known = uuidIn(uuid);
  return known === null ? null : bodies(context).load(known.toLowerCase());
}

LeadEmail.implement({
  description: 'An e-mail to or from a lead. Its text is in `body`.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who sent it, if any.' }),
    senderProfile: t.field(referenceTo(SenderProfile, 'sender_profile_uuid', 'Your side of the conversation.')),
    mailbox: t.field(referenceTo(Mailbox, 'mailbox_uuid', 'The mailbox that sent or received it.')),
    body: t.string({
      description:
        'The text, as HTML. GetSales keeps it apart from the e-mail: it takes a request of its own, or one for many where GetSales ' +
        'takes several ids at once. Not documented by GetSales itself.',
      resolve: costs(
        { kind: 'reference' },
        async ({ email_body_uuid }: EmailRow, _args: object, context: Context) =>
          (await findBody(email_body_uuid, context))?.body,
      ),
    }),
    attachments: t.field({
      type: ['JSON'],
      description: 'Attached files, read together with `body`. GetSales does not document the shape.',
      resolve: costs({ kind: 'reference' }, async ({ email_body_uuid }: EmailRow, _args: object, context: Context) => {
        const attachments = (await findBody(email_body_uuid, context))?.attachments;
        return attachments == null ? null : [attachments].flat();
      }),
    }),
    threadId: t.exposeID('thread_uuid', { description: 'The conversation that it belongs to.' }),
    templateId: t.exposeID('template_uuid', { description: 'The template of the text.' }),
    flow: t.field(referenceTo(Flow, 'flow_uuid', 'The automation that sent it, if any.')),
    flowNodeId: t.exposeFloat('flow_node_id', { description: 'Number of the step in the automation.' }),
    lead: t.field(referenceTo(Lead, 'lead_uuid', 'The other side of the conversation.')),
    folder: t.exposeString('folder', { description: 'Folder of the mailbox.' }),
    status: t.exposeString('status', {
      description:
        'Its status. Known: `need_sync`, `idle`, `waiting`, `sent`, `sync`, `cancelled`, `missing_body`, `error`, `bounced`.',
    }),
    direction: t.field({
      type: MessageDirection.type,
      description: 'Who wrote it.',
      resolve: (email) => MessageDirection.fromWire(email.type),
    }),
    fromName: t.exposeString('from_name', { description: 'Name of the sender.' }),
    fromEmail: t.exposeString('from_email', { description: 'Address of the sender.' }),
    toName: t.exposeString('to_name', { description: 'Name of the recipient.' }),
    toEmail: t.exposeString('to_email', { description: 'Address of the recipient.' }),
    cc: t.field({
      type: ['JSON'],
      description: 'Recipients of a copy. GetSales does not document the shape.',
      resolve: ({ cc }) => (cc == null ? null : [cc].flat()),
    }),
    bcc: t.field({
      type: ['JSON'],
      description: 'Recipients of a hidden copy. GetSales does not document the shape.',
      resolve: ({ bcc }) => (bcc == null ? null : [bcc].flat()),
    }),
    subject: t.exposeString('subject', { description: 'Subject line.' }),
    repliedToId: t.exposeID('replied_to_uuid', { description: 'The e-mail that it answers.' }),
    bouncedById: t.exposeID('bounced_by_uuid', { description: 'The e-mail that says that it could not be delivered.' }),
    sentAt: t.field(dateTime('sent_at', 'When it was sent or received; null while it waits.')),
    createdAt: t.field(dateTime('created_at', 'When GetSales stored it.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

const leadEmailFilter = filterInput('GetSalesLeadEmailFilter', 'Conditions on e-mails.', {
  mailboxId: id('mailbox_uuid', 'Mailbox', 'Sent from or received in this mailbox.'),
  threadId: id('thread_uuid', undefined, 'In this conversation.'),
  templateId: id('template_uuid', undefined, 'Made from this template.'),
  flowId: id('flow_uuid', 'Flow', 'Sent by this automation.'),
  flowNodeId: integer('flow_node_id', 'Sent by the step of the automation with this number.'),
  leadId: id('lead_uuid', 'Lead', 'To or from this lead.'),
  folder: text('folder', 'In this folder of the mailbox.'),
  status: text('status', 'With this `status`.'),
  direction: oneOf(MessageDirection, 'type', 'With this direction.'),
  fromEmail: text('from_email', 'From this address.'),
  toEmail: text('to_email', 'To this address.'),
  sentAt: checkedTimeRange('sent_at', 'Sent in this range of time.'),
});

const leadEmailOrder = orderInput('GetSalesLeadEmailOrder', {
  things: 'e-mails',
  description:
    'The order of a list of e-mails. Those that wait have no `sentAt`, and stand at the old end of that order.',
  fields: {
    SENT_AT: { value: 'sent_at', description: 'When it was sent or received: the order of a conversation.' },
    CREATED_AT: { value: 'created_at', description: 'When GetSales stored it.' },
    UPDATED_AT: { value: 'updated_at', description: 'When it last changed. Rows move while you page.' },
  },
  default: 'sent_at',
});

const LeadEmailConnection = builder.connectionObject({ type: LeadEmail, name: 'LeadEmailConnection' });

builder.queryFields((t) => ({
  leadEmail: t.field({
    description: 'One e-mail; null when GetSales has none by this id.',
    ...byId(LeadEmail, 'e-mail'),
  }),
  leadEmails: t.connection(
    {
      type: LeadEmail,
      description: 'E-mails, sent and received, by default the latest first.',
      args: {
        ...leadEmailFilter.args('Conditions on the e-mails. Without it, all e-mails.'),
        ...leadEmailOrder.args,
      },
      resolve: connection(LeadEmail, {
        name: 'Query.leadEmails',
        filter: leadEmailFilter,
        order: leadEmailOrder,
        list: ({ api }) => api.emails.list,
      }),
    },
    LeadEmailConnection,
  ),
}));

const leadEmails = hasMany(LeadEmail, {
  name: 'Lead.emails',
  key: 'lead_uuid',
  filter: leadEmailFilter,
  order: leadEmailOrder,
  list: ({ api }) => api.emails.list,
});

builder.objectField(Lead, 'emails', (t) =>
  t.connection(
    {
      type: LeadEmail,
      description: 'E-mails to and from the lead, by default the latest first.',
      args: { ...leadEmailFilter.args('Further conditions on the e-mails.'), ...leadEmailOrder.args },
      resolve: leadEmails.resolve,
    },
    LeadEmailConnection,
  ),
);

/** An e-mail was written: what the operation holds of e-mails is old. */
export function forgetEmails(context: Context): void {
  LeadEmail.forget(context);
  leadEmails.forget(context);
}
