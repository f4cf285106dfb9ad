import type { FlowLead as FlowLeadRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection, hasMany } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { filterInput, id, text } from '../kit/filter-input.ts';
import { loadByFilter } from '../kit/loading.ts';
import { orderInput } from '../kit/order-input.ts';
import { byId, referenceTo } from '../kit/relations.ts';
import { dateTime } from '../wire.ts';
import { Flow } from './flow/flow.ts';
import { Lead } from './lead/lead.ts';
import { LeadCompany } from './lead-company.ts';
import { SenderProfile } from './sender-profile.ts';

export const FlowLead = entity<FlowLeadRow>('FlowLead', {
  scope: 'leads:read',
  load: loadByFilter('enrolments by uuid', (api) => api.flowLeads.list),
});

FlowLead.implement({
  description: 'An enrolment: the way of one lead through one automation.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    flow: t.field(referenceTo(Flow, 'flow_uuid', 'The automation.')),
    lead: t.field(referenceTo(Lead, 'lead_uuid', 'The lead.')),
    company: t.field(referenceTo(LeadCompany, 'company_uuid', 'The company that the lead works for.')),
    contactSourceId: t.exposeFloat('contact_source_id', {
      description: 'Numeric id of the source in the automation by which the lead came in.',
    }),
    senderProfile: t.field(
      referenceTo(
        SenderProfile,
        'sender_profile_uuid',
        'The sender profile that writes to the lead in this automation.',
      ),
    ),
    status: t.exposeString('status', {
      description: 'How far it is. Known: `in_progress`, `finished`, `failed`, `canceled`, `restarted`.',
    }),
    errorMsg: t.exposeString('error_msg', { description: 'Why it failed.' }),
    createdAt: t.field(dateTime('created_at', 'When the lead was enrolled.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

const flowLeadFilter = filterInput('GetSalesFlowLeadFilter', 'Conditions on enrolments.', {
  flowId: id('flow_uuid', 'Flow', 'In this automation.'),
  leadId: id('lead_uuid', 'Lead', 'Of this lead.'),
  status: text('status', 'With this `status`.'),
});

const flowLeadOrder = orderInput('GetSalesFlowLeadOrder', {
  things: 'enrolments',
  description: 'The order of a list of enrolments.',
  fields: {
    CREATED_AT: { value: 'created_at', description: 'When it was created.' },
    UPDATED_AT: { value: 'updated_at', description: 'When it last changed. Rows move while you page.' },
  },
  default: 'created_at',
});

const FlowLeadConnection = builder.connectionObject({ type: FlowLead, name: 'FlowLeadConnection' });

builder.queryFields((t) => ({
  flowLead: t.field({
    description: 'One enrolment; null when GetSales has none by this id.',
    ...byId(FlowLead, 'enrolment'),
  }),
  flowLeads: t.connection(
    {
      type: FlowLead,
      description: 'Enrolments of leads in automations, by default the newest first.',
      args: {
        ...flowLeadFilter.args('Conditions on the enrolments. Without it, all enrolments.'),
        ...flowLeadOrder.args,
      },
      resolve: connection(FlowLead, {
        name: 'Query.flowLeads',
        filter: flowLeadFilter,
        order: flowLeadOrder,
        list: ({ api }) => api.flowLeads.list,
      }),
    },
    FlowLeadConnection,
  ),
}));

const leadFlowLeads = hasMany(FlowLead, {
  name: 'Lead.flowLeads',
  key: 'lead_uuid',
  filter: flowLeadFilter,
  order: flowLeadOrder,
  list: ({ api }) => api.flowLeads.list,
});

builder.objectField(Lead, 'flowLeads', (t) =>
  t.connection(
    {
      type: FlowLead,
      description: 'Enrolments of the lead in automations, by default the newest first.',
      args: { ...flowLeadFilter.args('Further conditions on the enrolments.'), ...flowLeadOrder.args },
      resolve: leadFlowLeads.resolve,
    },
    FlowLeadConnection,
  ),
);

const flowLeads = hasMany(FlowLead, {
  name: 'Flow.leads',
  key: 'flow_uuid',
  filter: flowLeadFilter,
  order: flowLeadOrder,
  list: ({ api }) => api.flowLeads.list,
});

builder.objectField(Flow, 'leads', (t) =>
  t.connection(
    {
      type: FlowLead,
      description: 'Enrolments of leads in this automation, by default the newest first.',
      args: { ...flowLeadFilter.args('Further conditions on the enrolments.'), ...flowLeadOrder.args },
      resolve: flowLeads.resolve,
    },
    FlowLeadConnection,
  ),
);
