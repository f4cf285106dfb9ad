import type { Lead as LeadRow } from '@getsales-gateway/api-client';
import type { Context } from '../../context.ts';
import { costs } from '../../cost/declared.ts';
import { entity } from '../../kit/entity.ts';
import { referencesTo, referenceTo } from '../../kit/relations.ts';
import { dateTime, flag } from '../../wire.ts';
import { LeadCompany } from '../lead-company.ts';
import { LeadList } from '../lead-list.ts';
import { LeadLocation, toLocations } from '../lead-location.ts';
import { forgetTags, LeadTag } from '../lead-tag.ts';
import { toLinkedinUrl, toNickname } from '../linkedin-address.ts';
import { PipelineStage } from '../pipeline-stage.ts';
import { SenderProfile } from '../sender-profile.ts';
import { fullLeads, loadLeads, needsFullLead, toFullLead } from './loading.ts';
import { LeadEducation, LeadExperience, LeadMarker, LeadPost, LeadUnreadCount } from './parts.ts';

export const Lead = entity<LeadRow>('Lead', {
  scope: 'leads:read',
  load: loadLeads,
  fullLoader: (context, info) => (needsFullLead(info) ? fullLeads(context) : undefined),
});

Lead.implement({
  description: 'A person you want to reach. GetSales shows it as a contact.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team that owns the lead.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who added the lead.' }),
    dataSourceId: t.exposeID('data_source_uuid', {
      description: 'The import that added the lead.',
      deprecationReason: 'Use `import { uuid }`.',
    }),
    aiAgentId: t.exposeID('ai_agent_uuid', {
      description: 'The AI agent that talks to the lead.',
      deprecationReason: 'Use `aiAgent { uuid }`.',
    }),
    aiAgentMode: t.exposeString('ai_agent_mode', { description: 'How the AI agent works on the lead.' }),
    aiEngagementStatusId: t.exposeID('ai_engagement_status_uuid', {
      description: "State of the AI agent's conversation with the lead.",
    }),
    name: t.exposeString('name', { description: 'Full name.' }),
    firstName: t.exposeString('first_name', { description: 'First name.' }),
    lastName: t.exposeString('last_name', { description: 'Last name.' }),
    companyName: t.exposeString('company_name', {
      description: 'Name of the employer, as text. `company` is the company itself.',
    }),
    companyLnId: t.exposeString('company_ln_id', { description: "LinkedIn's id of the employer." }),
    position: t.exposeString('position', { description: 'Current job title.' }),
    headline: t.exposeString('headline', { description: 'The headline on LinkedIn, below the name.' }),
    about: t.exposeString('about', { description: 'What the lead says about itself on LinkedIn.' }),
    avatarUrl: t.exposeString('avatar_url', { description: 'Address of the picture.' }),
    lnMemberId: t.exposeString('ln_member_id', { description: "LinkedIn's numeric member id." }),
    lnId: t.exposeString('ln_id', { description: 'LinkedIn profile id, `ACoA…`.' }),
    snId: t.exposeString('sn_id', { description: 'Sales Navigator id, `ACwA…`.' }),
    linkedin: t.string({
      description: 'LinkedIn nickname: the part of the profile address after `/in/`.',
      resolve: ({ linkedin }) => toNickname(linkedin, 'in'),
    }),
    linkedinUrl: t.string({
      description: 'Address of the LinkedIn profile, made from the nickname.',
      resolve: ({ linkedin }) => toLinkedinUrl(linkedin, 'in'),
    }),
    facebook: t.exposeString('facebook', { description: 'Facebook profile.' }),
    twitter: t.exposeString('twitter', { description: 'Twitter profile.' }),
    workEmail: t.exposeString('work_email', { description: 'E-mail address at work.' }),
    workEmailDomain: t.exposeString('work_email_domain', { description: 'The part of `workEmail` after the @.' }),
    personalEmail: t.exposeString('personal_email', { description: 'Private e-mail address.' }),
    workPhoneNumber: t.exposeString('work_phone_number', { description: 'Phone number at work.' }),
    personalPhoneNumber: t.exposeString('personal_phone_number', { description: 'Private phone number.' }),
    connectionsNumber: t.exposeInt('connections_number', { description: 'Connections on LinkedIn.' }),
    followersNumber: t.exposeInt('followers_number', { description: 'Followers on LinkedIn.' }),
    primaryLanguage: t.exposeString('primary_language', {
      description: 'Main language of the LinkedIn profile, such as `en`.',
    }),
    supportedLanguages: t.exposeStringList('supported_languages', {
      description: 'Languages in which the LinkedIn profile is available.',
    }),
    hasOpenProfile: t.field(
      flag('has_open_profile', 'Whether people who are not connected can message the lead on LinkedIn.'),
    ),
    hasVerifiedProfile: t.field(flag('has_verified_profile', 'Whether LinkedIn has verified the profile.')),
    hasPremium: t.field(flag('has_premium', 'Whether the lead has LinkedIn Premium.')),
    experience: t.field({
      type: [LeadExperience],
      description: 'Current and past positions, as on the LinkedIn profile.',
      resolve: (lead) => lead.experience,
    }),
    posts: t.field({ type: [LeadPost], description: 'Posts on LinkedIn.', resolve: (lead) => lead.posts }),
    educations: t.field({
      type: [LeadEducation],
      description: 'Education, as on the LinkedIn profile.',
      resolve: (lead) => lead.educations,
    }),
    skills: t.exposeStringList('skills', { description: 'Skills, as on the LinkedIn profile.' }),
    topVoices: t.field({
      type: 'JSON',
      description: "LinkedIn's Top Voice badges. GetSales does not document the shape.",
      resolve: (lead) => lead.top_voices ?? null,
    }),
    rawAddress: t.exposeString('raw_address', { description: 'Address as entered or found.' }),
    location: t.field({
      type: [LeadLocation],
      description: 'Where the lead is.',
      resolve: (lead) => toLocations(lead.location),
    }),
    customFields: t.field({
      type: 'JSON',
      description:
        'Values of the custom fields, by name or UUID. GetSales needs longer for it: select it only where you need it.',
      resolve: costs(
        { kind: 'heavy' },
        async (lead: LeadRow, _args: object, context: Context) =>
          (await toFullLead(lead, context))?.custom_fields ?? null,
      ),
    }),
    status: t.exposeString('status', {
      description: 'Whether the record is usable. Known: `ok`, `failed_validation`, `no_contact_data`, `duplicate`.',
    }),
    linkedinStatus: t.exposeString('linkedin_status', {
      description:
        'State of the LinkedIn data. Known: `ok`, `need_enrichment`, `enrichment_failed`, `no_data`, `blocked`.',
    }),
    emailStatus: t.exposeString('email_status', {
      description: 'State of the e-mail address. Known: `ok`, `need_search`, `no_data`, `unsubscribed`.',
    }),
    lastAutomationApproveAt: t.field(
      dateTime('last_automation_approve_at', 'When a user last approved an automation step for the lead.'),
    ),
    lastStopOnReplyAt: t.field(
      dateTime(
        'last_stop_on_reply_at',
        'When a reply of the lead last stopped an automation, so in effect when the lead last replied.',
      ),
    ),
    lastEnrichAt: t.field(dateTime('last_enrich_at', "When GetSales last read the lead's LinkedIn profile.")),
    createdAt: t.field(dateTime('created_at', 'When the lead was added to GetSales.')),
    updatedAt: t.field(dateTime('updated_at', 'When anything about the lead last changed.')),
    senderProfile: t.field(
      referenceTo(
        SenderProfile,
        'sender_profile_uuid',
        'The sender profile that the lead is assigned to. `markers` shows what each sender did.',
      ),
    ),
    list: t.field(referenceTo(LeadList, 'list_uuid', 'The list that the lead is in.')),
    company: t.field(referenceTo(LeadCompany, 'company_uuid', 'The company that the lead works for.')),
    pipelineStage: t.field(
      referenceTo(PipelineStage, 'pipeline_stage_uuid', 'The stage of the lead in your sales pipeline.'),
    ),
    tags: t.field(referencesTo(LeadTag, 'tags', 'Tags of the lead. Deleted tags are left out.')),
    markers: t.field({
      type: [LeadMarker],
      description:
        'Counts and times of the contact with the lead: one entry for the whole team and one for each sender profile. ' +
        'GetSales needs longer for it: select it only where you need it.',
      resolve: costs({ kind: 'heavy' }, async (lead: LeadRow, _args: object, context: Context) => {
        const markers = (await toFullLead(lead, context))?.markers;
        return markers == null ? null : [markers].flat();
      }),
    }),
    unreadCounts: t.field({
      type: [LeadUnreadCount],
      description: 'Numbers of unread messages of the lead.',
      resolve: (lead) => lead.unread_counts,
    }),
  }),
});

/** A lead was written: what the operation holds of it is old. So are the tags, which are made by naming them on a lead. */
export function forgetLead(uuid: string, context: Context): void {
  Lead.forget(context, uuid);
  fullLeads(context).clear(uuid);
  forgetTags(context);
}

/** As `forgetLead`, for writes that make no tags. */
export function forgetLeads(uuids: readonly string[], context: Context): void {
  for (const uuid of uuids) {
    Lead.forget(context, uuid);
    fullLeads(context).clear(uuid);
  }
}
