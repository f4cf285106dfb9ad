import type { Mailbox as MailboxRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection, searchArgs } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadAlone, loadFrom } from '../kit/loading.ts';
import { byId, referenceTo } from '../kit/relations.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';
import { SenderProfile } from './sender-profile.ts';

const loadMailboxes = loadAlone<MailboxRow>('mailboxes by uuid', (api) => api.mailboxes);
const mailboxes = smallCollection<MailboxRow>(({ api }, window) => api.mailboxes.list(window), loadMailboxes);

export const Mailbox = entity<MailboxRow>('Mailbox', { scope: 'workspace:read', load: loadFrom(mailboxes) });

Mailbox.implement({
  description: 'A mailbox that e-mails are sent from. Its passwords are never shown.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    senderProfile: t.field(referenceTo(SenderProfile, 'sender_profile_uuid', 'The sender profile that it belongs to.')),
    email: t.exposeString('email', { description: 'Its e-mail address.' }),
    senderName: t.exposeString('sender_name', { description: 'Name that recipients see.' }),
    provider: t.exposeString('provider', { description: 'Kind of server, such as `smtp`.' }),
    status: t.exposeString('status', { description: 'Whether it works, such as `active`.' }),
    automationDailyLimit: t.exposeInt('automation_daily_limit', {
      description: 'E-mails that automations send from it in a day at most.',
    }),
    automationTaskInterval: t.exposeInt('automation_task_interval', {
      description: 'Seconds between two e-mails of automations.',
    }),
    customTrackingDomainId: t.exposeID('custom_tracking_domain_uuid', {
      description: 'The domain of its tracked links.',
    }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  mailbox: t.field({
    description: 'One mailbox; null when GetSales has none by this id.',
    ...byId(Mailbox, 'mailbox', loadMailboxes),
  }),
  mailboxes: t.connection(
    {
      type: Mailbox,
      description: 'Your mailboxes, the newest first.',
      args: { ...searchArgs('Text to find in the address or name.') },
      resolve: connection(Mailbox, {
        name: 'Query.mailboxes',

        list: ({ api }) => api.mailboxes.list,
      }),
    },
    { name: 'MailboxConnection' },
    { name: 'MailboxEdge' },
  ),
}));

builder.objectField(SenderProfile, 'mailbox', (t) =>
  t.field(referenceTo(Mailbox, 'mailbox_uuid', 'The mailbox that it sends from.')),
);
