import type { LeadMarker as MarkerRow, LeadUnreadCount as UnreadCountRow } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { dateTime } from '../../wire.ts';
import { SenderProfile } from '../sender-profile.ts';
import { Lead } from './lead.ts';
import { toFullLead } from './loading.ts';

const LeadMarker = builder.objectRef<MarkerRow>('LeadMarker').implement({
  description: 'What passed between a lead and one sender profile, or between the lead and the whole team.',
  fields: (t) => ({
    senderProfile: t.field({
      type: SenderProfile,
      description: 'The sender profile; null for the whole team.',
      resolve: (marker, _args, context, info) => SenderProfile.refer(marker.sender_profile_uuid, context, info),
    }),
    linkedinLastConnectionSentAt: t.field(
      dateTime('linkedin_last_connection_sent_at', 'When a LinkedIn connection was last asked for.'),
    ),
    linkedinLastConnectionAcceptedAt: t.field(
      dateTime('linkedin_last_connection_accepted_at', 'When the lead last accepted a LinkedIn connection.'),
    ),
    linkedinLastConnectionLostAt: t.field(
      dateTime('linkedin_last_connection_lost_at', 'When a LinkedIn connection was last lost.'),
    ),
    linkedinMessagesSentCount: t.exposeInt('linkedin_messages_sent_count', { description: 'LinkedIn messages sent.' }),
    linkedinMessagesInboxCount: t.exposeInt('linkedin_messages_inbox_count', {
      description: 'LinkedIn messages received.',
    }),
    lastMessagingActivityAt: t.field(
      dateTime('last_messaging_activity_at', 'When a message last went one way or the other.'),
    ),
    emailSentCount: t.exposeInt('email_sent_count', { description: 'E-mails sent.' }),
    emailInboxCount: t.exposeInt('email_inbox_count', { description: 'E-mails received.' }),
    emailReadCount: t.exposeInt('email_read_count', { description: 'E-mails that the lead opened.' }),
    emailClickCount: t.exposeInt('email_click_count', { description: 'Clicks on links in e-mails.' }),
    emailFirstMessageSentAt: t.field(dateTime('email_first_message_sent_at', 'When the first e-mail was sent.')),
    emailLastMessageSentAt: t.field(dateTime('email_last_message_sent_at', 'When the last e-mail was sent.')),
  }),
});

const LeadUnreadCount = builder.objectRef<UnreadCountRow>('LeadUnreadCount').implement({
  description: 'How many messages of a lead are unread, by sender profile or by category.',
  fields: (t) => ({
    category: t.string({ description: 'The category counted, if any.', resolve: (unread) => unread.category ?? null }),
    senderProfile: t.field({
      type: SenderProfile,
      description: 'The sender profile counted, if any.',
      resolve: (unread, _args, context, info) => SenderProfile.refer(unread.sender_profile_uuid, context, info),
    }),
    count: t.exposeInt('count', { description: 'How many are unread.' }),
  }),
});

builder.objectFields(Lead, (t) => ({
  markers: t.field({
    type: [LeadMarker],
    description:
      'What passed between you and the lead: once for the whole team, once for each sender profile. ' +
      'Makes GetSales do more work: ask for it where you need it.',
    resolve: async (lead, _args, context) => {
      const markers = (await toFullLead(lead, context))?.markers;
      return markers == null ? null : [markers].flat();
    },
  }),
  unreadCounts: t.field({
    type: [LeadUnreadCount],
    description: 'How many messages of the lead are unread.',
    resolve: (lead) => lead.unread_counts,
  }),
}));
