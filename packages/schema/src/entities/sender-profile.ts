import type { SenderProfile as SenderProfileRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { filterInput, id, integer, search, text } from '../kit/filter-input.ts';
import { loadBy, loadFrom } from '../kit/loading.ts';
import { byId } from '../kit/relations.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime, flag } from '../wire.ts';
import { SendingSchedule } from './sending-schedule.ts';

const loadSenders = loadBy<SenderProfileRow>('sender profiles by uuid', (api) => api.senderProfiles);
const senders = smallCollection<SenderProfileRow>(({ api }, window) => api.senderProfiles.list(window), loadSenders);

export const SenderProfile = entity<SenderProfileRow>('SenderProfile', {
  scope: 'workspace:read',
  load: loadFrom(senders),
});

SenderProfile.implement({
  description: 'A sender of messages: a person with a LinkedIn account, a mailbox, or both.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    linkedinBrowserId: t.exposeFloat('linkedin_browser_id', {
      description: 'Numeric id of its cloud browser.',
    }),
    linkedinAccountId: t.exposeID('linkedin_account_uuid', { description: 'Its LinkedIn account.' }),
    mailboxId: t.exposeID('mailbox_uuid', {
      description: 'Its mailbox.',
      deprecationReason: 'Use `mailbox { uuid }`.',
    }),
    assigneeUserId: t.exposeFloat('assignee_user_id', {
      description: 'Numeric id of the user who is responsible for it.',
    }),
    firstName: t.exposeString('first_name', { description: 'First name.' }),
    lastName: t.exposeString('last_name', { description: 'Last name.' }),
    label: t.exposeString('label', { description: 'A label that you choose.' }),
    avatarUrl: t.exposeString('avatar_url', { description: 'Address of the picture.' }),
    schedule: t.field({ type: SendingSchedule, description: 'When it sends.', resolve: (sender) => sender.schedule }),
    linkedinSchedule: t.field({
      type: SendingSchedule,
      description: 'When it sends on LinkedIn, if that differs from `schedule`.',
      resolve: (sender) => sender.linkedin_schedule,
    }),
    emailSchedule: t.field({
      type: SendingSchedule,
      description: 'When it sends e-mail, if that differs from `schedule`.',
      resolve: (sender) => sender.email_schedule,
    }),
    smartLimitsEnabled: t.field(flag('smart_limits_enabled', 'Whether GetSales limits its activity automatically.')),
    status: t.exposeString('status', { description: 'Whether it is in use. Known: `enabled`, `disabled`.' }),
    holdTasksTill: t.field(dateTime('hold_tasks_till', 'The time until which its tasks are on hold.')),
    lastAutomationServerId: t.exposeFloat('last_automation_server_id', {
      description: 'Numeric id of the server that it used last.',
    }),
    notificationEmails: t.stringList({
      description: 'Addresses that are notified of problems.',
      resolve: ({ notification_emails }) => (notification_emails == null ? null : [notification_emails].flat()),
    }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

const senderProfileFilter = filterInput('GetSalesSenderProfileFilter', 'Conditions on sender profiles.', {
  search: search('q', 'Text to find in the name or label.'),
  firstName: text('first_name', 'With this first name.'),
  lastName: text('last_name', 'With this last name.'),
  label: text('label', 'With this label.'),
  status: text('status', 'With this `status`.'),
  linkedinAccountId: id('linkedin_account_uuid', undefined, 'With this LinkedIn account.'),
  mailboxId: id('mailbox_uuid', 'Mailbox', 'With this mailbox.'),
  assigneeUserId: integer('assignee_user_id', 'The user with this numeric id is responsible for it.'),
});

builder.queryFields((t) => ({
  senderProfile: t.field({
    description: 'One sender profile; null when GetSales has none by this id.',
    ...byId(SenderProfile, 'sender profile', loadSenders),
  }),
  senderProfiles: t.connection(
    {
      type: SenderProfile,
      description: 'Your sender profiles, the newest first.',
      args: senderProfileFilter.args('Conditions on the sender profiles. Without it, all sender profiles.'),
      resolve: connection(SenderProfile, {
        name: 'Query.senderProfiles',
        filter: senderProfileFilter,
        list: ({ api }) => api.senderProfiles.list,
      }),
    },
    { name: 'SenderProfileConnection' },
    { name: 'SenderProfileEdge' },
  ),
}));

/** The sender profile with a LinkedIn account. */
export async function findSenderOfAccount(account: string | null, context: Context): Promise<SenderProfileRow | null> {
  if (account === null) return null;
  const rows = await senders.all(context);
  return rows.find((row) => row.linkedin_account_uuid?.toLowerCase() === account.toLowerCase()) ?? null;
}

export function allSenders(context: Context): Promise<readonly SenderProfileRow[]> {
  return senders.all(context);
}

/** A sender profile was written: what the operation holds of them is old. */
export function forgetSenders(context: Context): void {
  SenderProfile.forget(context);
  senders.forget(context);
}
