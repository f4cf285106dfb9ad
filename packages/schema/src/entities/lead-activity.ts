import type { Activity as ActivityRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { hasMany } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { checkedTimeRange, filterInput, text } from '../kit/filter-input.ts';
import { loadByFilter } from '../kit/loading.ts';
import { referenceTo, uuidIn } from '../kit/relations.ts';
import { dateTime } from '../wire.ts';
import { Lead } from './lead/lead.ts';
import { LeadCompany } from './lead-company.ts';

export const LeadActivity = entity<ActivityRow>('LeadActivity', {
  scope: 'leads:read',
  load: loadByFilter('activities by uuid', (api) => api.activities.list),
});

LeadActivity.implement({
  description: 'Something that happened with a lead or a company. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    objectType: t.exposeString('object_type', { description: 'What it is about: `lead` or `company`.' }),
    company: t.field({
      type: LeadCompany,
      description: 'The company that it is about, if any.',
      resolve: ({ object_type, object_uuid }, _args, context, info) =>
        object_type === 'company' ? LeadCompany.refer(uuidIn(object_uuid), context, info) : null,
    }),
    lead: t.field(referenceTo(Lead, 'lead_uuid', 'The lead that it is about.')),
    type: t.exposeString('type', {
      description:
        'What happened. Known: `pipeline_stage_changed`, `linkedin_message_sent`, `linkedin_message_replied`, `linkedin_connection_request_sent`, `linkedin_connection_request_accepted`, `email_sent`, `email_replied`, `email_opened`, `email_clicked`, `email_bounced`, `contact_enriched`.',
    }),
    payload: t.field({
      type: 'JSON',
      description: 'Details. GetSales does not document the shape.',
      resolve: (row) => row.payload,
    }),
    createdAt: t.field(dateTime('created_at', 'When it happened.')),
  }),
});

const leadActivityFilter = filterInput('GetSalesLeadActivityFilter', 'Conditions on activities.', {
  type: text('type', 'With this `type`.'),
  createdAt: checkedTimeRange('created_at', 'In this range of time.'),
});

const leadActivities = hasMany(LeadActivity, {
  name: 'Lead.activities',
  key: 'lead_uuid',
  filter: leadActivityFilter,
  list: ({ api }) => api.activities.list,
});

builder.objectField(Lead, 'activities', (t) =>
  t.connection(
    {
      type: LeadActivity,
      description: 'What happened with the lead, the newest first. Not documented by GetSales itself.',
      args: leadActivityFilter.args('Conditions on the activities. Without it, all activities.'),
      resolve: leadActivities.resolve,
    },
    { name: 'LeadActivityConnection' },
    { name: 'LeadActivityEdge' },
  ),
);
