import type {
  LeadEducation as EducationRow,
  LeadExperience as ExperienceRow,
  LeadMarker as MarkerRow,
  LeadPost as PostRow,
  LeadUnreadCount as UnreadCountRow,
} from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { referenceTo } from '../../kit/relations.ts';
import { dateTime } from '../../wire.ts';
import { SenderProfile } from '../sender-profile.ts';

export const LeadExperience = builder.objectRef<ExperienceRow>('LeadExperience').implement({
  description: 'A current or past position of a lead, as on the LinkedIn profile.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Job title.' }),
    company: t.exposeString('company', { description: 'Name of the employer.' }),
    startDate: t.exposeString('start_date', { description: 'When it began, such as `2022-01`.' }),
    endDate: t.exposeString('end_date', { description: 'When it ended; null for a current position.' }),
  }),
});

export const LeadEducation = builder.objectRef<EducationRow>('LeadEducation').implement({
  description: 'One entry in the education of a lead, as on the LinkedIn profile.',
  fields: (t) => ({
    school: t.exposeString('school', { description: 'Name of the school.' }),
    degree: t.exposeString('degree', { description: 'Degree, such as `BSc`.' }),
    fieldOfStudy: t.exposeString('field_of_study', { description: 'Field of study.' }),
    startYear: t.exposeString('start_year', { description: 'Year it began.' }),
    endYear: t.exposeString('end_year', { description: 'Year it ended.' }),
  }),
});

export const LeadPost = builder.objectRef<PostRow>('LeadPost').implement({
  description: 'A LinkedIn post by a lead.',
  fields: (t) => ({
    content: t.exposeString('content', { description: 'Text of the post.' }),
    date: t.field(dateTime('date', 'When it was posted.')),
  }),
});

export const LeadMarker = builder.objectRef<MarkerRow>('LeadMarker').implement({
  description: 'Counts and times of the contact between a lead and one sender profile, or the whole team.',
  fields: (t) => ({
    senderProfile: t.field(
      referenceTo(SenderProfile, 'sender_profile_uuid', 'The sender profile; null for the whole team.'),
    ),
    linkedinLastConnectionSentAt: t.field(
      dateTime('linkedin_last_connection_sent_at', 'When a LinkedIn connection request was last sent.'),
    ),
    linkedinLastConnectionAcceptedAt: t.field(
      dateTime('linkedin_last_connection_accepted_at', 'When the lead last accepted a LinkedIn connection request.'),
    ),
    linkedinLastConnectionLostAt: t.field(
      dateTime('linkedin_last_connection_lost_at', 'When a LinkedIn connection was last lost.'),
    ),
    linkedinMessagesSentCount: t.exposeInt('linkedin_messages_sent_count', { description: 'LinkedIn messages sent.' }),
    linkedinMessagesInboxCount: t.exposeInt('linkedin_messages_inbox_count', {
      description: 'LinkedIn messages received.',
    }),
    lastMessagingActivityAt: t.field(
      dateTime('last_messaging_activity_at', 'When a message was last sent or received.'),
    ),
    emailSentCount: t.exposeInt('email_sent_count', { description: 'E-mails sent.' }),
    emailInboxCount: t.exposeInt('email_inbox_count', { description: 'E-mails received.' }),
    emailReadCount: t.exposeInt('email_read_count', { description: 'E-mails opened by the lead.' }),
    emailClickCount: t.exposeInt('email_click_count', { description: 'Clicks by the lead on links in e-mails.' }),
    emailFirstMessageSentAt: t.field(dateTime('email_first_message_sent_at', 'When the first e-mail was sent.')),
    emailLastMessageSentAt: t.field(dateTime('email_last_message_sent_at', 'When the last e-mail was sent.')),
  }),
});

export const LeadUnreadCount = builder.objectRef<UnreadCountRow>('LeadUnreadCount').implement({
  description: 'Number of unread messages of a lead, by sender profile or by category.',
  fields: (t) => ({
    category: t.string({
      description: 'The category that is counted, if any.',
      resolve: (unread) => unread.category ?? null,
    }),
    senderProfile: t.field(
      referenceTo(SenderProfile, 'sender_profile_uuid', 'The sender profile that is counted, if any.'),
    ),
    count: t.exposeInt('count', { description: 'Number of unread messages.' }),
  }),
});
