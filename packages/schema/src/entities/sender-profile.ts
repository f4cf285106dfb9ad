import type { SenderProfileListParams, SenderProfile as SenderProfileRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { entityRef } from '../entity.ts';
import { filteredList, NEWEST_FIRST } from '../filtered-list.ts';
import { toUuid, toUuidIfGiven } from '../global-id.ts';
import { loadReferences } from '../planner/references.ts';
import { offsetConnection } from '../relay/offset-connection.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime, flag } from '../wire.ts';
import { SendingSchedule } from './sending-schedule.ts';

const senders = smallCollection<SenderProfileRow>(
  ({ api }, window) => api.senderProfiles.list(window),
  (uuids, { api }) => {
    const { getMany, get } = api.senderProfiles;
    return loadReferences(uuids, { api, name: 'sender profiles by uuid', getMany, get });
  },
);

export const SenderProfile = entityRef<SenderProfileRow>('SenderProfile', { load: senders.load });

SenderProfile.implement({
  description: 'Somebody in whose name messages are sent: a person with a LinkedIn account, a mailbox, or both.',
  fields: (t) => ({
    teamId: t.exposeInt('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeInt('user_id', { description: 'Numeric id of the user who made it.' }),
    linkedinBrowserId: t.exposeInt('linkedin_browser_id', {
      description: 'Numeric id of the cloud browser that it sends with.',
    }),
    linkedinAccountId: t.exposeID('linkedin_account_uuid', { description: 'Its LinkedIn account.' }),
    mailboxId: t.exposeID('mailbox_uuid', { description: 'Its mailbox.' }),
    assigneeUserId: t.exposeInt('assignee_user_id', { description: 'Numeric id of the user who looks after it.' }),
    firstName: t.exposeString('first_name', { description: 'First name.' }),
    lastName: t.exposeString('last_name', { description: 'Last name.' }),
    label: t.exposeString('label', { description: 'A label of your own.' }),
    avatarUrl: t.exposeString('avatar_url', { description: 'Address of the picture.' }),
    schedule: t.field({ type: SendingSchedule, description: 'When it works.', resolve: (sender) => sender.schedule }),
    linkedinSchedule: t.field({
      type: SendingSchedule,
      description: 'When it works on LinkedIn, where that differs.',
      resolve: (sender) => sender.linkedin_schedule,
    }),
    emailSchedule: t.field({
      type: SendingSchedule,
      description: 'When it sends e-mail, where that differs.',
      resolve: (sender) => sender.email_schedule,
    }),
    smartLimitsEnabled: t.field(flag('smart_limits_enabled', 'Whether GetSales limits its activity by itself.')),
    status: t.exposeString('status', { description: 'Whether it is in use. Known: `enabled`, `disabled`.' }),
    holdTasksTill: t.field(dateTime('hold_tasks_till', 'Its tasks rest until then.')),
    lastAutomationServerId: t.exposeInt('last_automation_server_id', {
      description: 'Numeric id of the server it last worked on.',
    }),
    notificationEmails: t.stringList({
      description: 'Addresses that are told of its troubles.',
      resolve: ({ notification_emails }) => (notification_emails == null ? null : [notification_emails].flat()),
    }),
    createdAt: t.field(dateTime('created_at', 'When it was made.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

const SenderProfileFilter = builder.inputType('SenderProfileFilter', {
  description: 'Which sender profiles to list. All conditions given hold together.',
  fields: (t) => ({
    search: t.string({ description: 'Words to find in the name or label.' }),
    firstName: t.string({ description: 'With this first name.' }),
    lastName: t.string({ description: 'With this last name.' }),
    label: t.string({ description: 'With this label.' }),
    status: t.string({ description: 'With this `status`.' }),
    linkedinAccountId: t.id({ description: 'With this LinkedIn account.' }),
    mailboxId: t.id({ description: 'With this mailbox.' }),
    assigneeUserId: t.int({ description: 'Looked after by the user with this numeric id.' }),
  }),
});

builder.queryFields((t) => ({
  senderProfile: t.field({
    type: SenderProfile,
    description: 'One sender profile; null when GetSales has none by this id.',
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID of the sender profile.' }) },
    resolve: (_root, { id }, { api }) => api.senderProfiles.get(toUuid(id, 'id', 'SenderProfile')),
  }),
  senderProfiles: t.connection(
    {
      type: SenderProfile,
      description: 'Your sender profiles, the newest first.',
      args: { filter: t.arg({ type: SenderProfileFilter, description: 'Which sender profiles; all without it.' }) },
      resolve: (_root, { filter, ...page }, context, info) => {
        const { list } = context.api.senderProfiles;
        const source = {
          name: 'Query.senderProfiles',
          filter: toFilter(filter),
          entity: SenderProfile,
          order: NEWEST_FIRST,
          list,
        };
        return offsetConnection(page, filteredList(context, source), info);
      },
    },
    { name: 'SenderProfileConnection' },
    { name: 'SenderProfileEdge' },
  ),
}));

function toFilter(
  filter: typeof SenderProfileFilter.$inferInput | null | undefined,
): NonNullable<SenderProfileListParams['filter']> {
  return {
    q: filter?.search || undefined,
    first_name: filter?.firstName ?? undefined,
    last_name: filter?.lastName ?? undefined,
    label: filter?.label ?? undefined,
    status: filter?.status ?? undefined,
    linkedin_account_uuid: toUuidIfGiven(filter?.linkedinAccountId, 'filter.linkedinAccountId'),
    mailbox_uuid: toUuidIfGiven(filter?.mailboxId, 'filter.mailboxId'),
    assignee_user_id: filter?.assigneeUserId ?? undefined,
  };
}
