import type { Filter, FilterValue, Lead as LeadRow, ListParams, Page } from '@getsales-gateway/api-client';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import { refuse } from '../../codes.ts';
import type { Context } from '../../context.ts';
import { isUuid } from '../../global-id.ts';
import { connection, searchArgs } from '../../kit/connection.ts';
import { filterInput, id, ids, presence, text, timeRange } from '../../kit/filter-input.ts';
import { orderInput } from '../../kit/order-input.ts';
import { byId } from '../../kit/relations.ts';
import { Lead } from './lead.ts';
import { needsFullLead, rememberFull } from './loading.ts';

export const leadFilter = filterInput('GetSalesLeadFilter', 'Conditions on leads.', {
  listId: id('list_uuid', 'LeadList', 'In this list.'),
  listIds: ids('list_uuid', 'LeadList', 'In any of these lists'),
  pipelineStageId: id('pipeline_stage_uuid', 'PipelineStage', 'In this stage of the pipeline.'),
  pipelineStageIds: ids('pipeline_stage_uuid', 'PipelineStage', 'In any of these stages of the pipeline'),
  companyId: id('company_uuid', 'LeadCompany', 'Working for this company.'),
  companyIds: ids('company_uuid', 'LeadCompany', 'Working for any of these companies'),
  importId: id('data_source_uuid', 'LeadImport', 'Added by this import.'),
  senderProfileId: id('sender_profile_uuid', 'SenderProfile', 'Assigned to this sender profile.'),
  tagIds: ids('tags', 'LeadTag', 'With any of these tags'),
  status: text('status', 'With this `status`.'),
  linkedinStatus: text('linkedin_status', 'With this `linkedinStatus`.'),
  emailStatus: text('email_status', 'With this `emailStatus`.'),
  workEmailDomain: text('work_email_domain', 'With a work e-mail address at this domain.'),
  flowId: id(
    'flow_uuid',
    'Flow',
    'Enrolled in this automation. GetSales may not know this condition: `Flow.leads` always works.',
  ),
  hasReplied: presence(
    'last_stop_on_reply_at',
    'True: whose reply has stopped an automation; false: all others. GetSales may not know this condition.',
  ),
  unread: presence(
    'unread_counts',
    'True: with unread messages; false: all others. GetSales may not know this condition: ' +
      '`linkedinConversations(filter: { unread: true })` always works.',
  ),
  createdAt: timeRange('created_at', 'Added to GetSales in this range.'),
  updatedAt: timeRange('updated_at', 'Last changed in this range.'),
});

export const leadOrder = orderInput('GetSalesLeadOrder', {
  things: 'leads',
  description: 'The order of a list of leads.',
  fields: {
    CREATED_AT: { value: 'created_at', description: 'When the lead was added to GetSales.' },
    UPDATED_AT: {
      value: 'updated_at',
      description: 'When the lead last changed. Rows move while you page: prefer `CREATED_AT` to read a whole list.',
    },
  },
  default: 'created_at',
});

/** Rows that the search reaches. */
export const SEARCH_WINDOW = 10_000;

export const LeadConnection = builder.connectionObject({ type: Lead, name: 'LeadConnection' });

builder.queryFields((t) => ({
  lead: t.field({ description: 'One lead; null when GetSales has none by this id.', ...byId(Lead, 'lead') }),
  leads: t.connection(
    {
      type: Lead,
      description: 'Your leads, by default the newest first.',
      args: {
        ...leadFilter.args('Conditions on the leads. Without it, all leads.'),
        ...searchArgs('Text to find in name, e-mail address, position, headline or about.'),
        ...leadOrder.args,
      },
      resolve: connection(Lead, {
        name: 'Query.leads',
        filter: leadFilter,
        order: leadOrder,
        list(context, info) {
          const aggregate = needsFullLead(info, 'nodes') || needsFullLead(info, 'edges', 'node');
          return (params) => listLeads(params, context, aggregate);
        },
        searchWindow: (filter) => (isEmpty(filter) ? undefined : SEARCH_WINDOW),
      }),
    },
    LeadConnection,
  ),
}));

/** Without a filter the plain list is asked, which offsets reach to its end. */
async function listLeads({ filter, ...window }: ListParams & { filter: Filter }, context: Context, aggregate: boolean) {
  const { leads } = context.api;
  const page = await (isEmpty(filter)
    ? leads.list({ ...window, aggregate })
    : leads.search({ ...window, filter, aggregate }).then((found) => checkSearched(found, filter, context)));
  if (aggregate) for (const lead of page.data) rememberFull(lead, context);
  return page;
}

/** By a list of one row, whose total counts. A search may count no further than it reaches. */
export async function countLeads(filter: Filter, { api }: Context): Promise<number | null> {
  const window = { limit: 1, offset: 0, order_field: 'created_at', order_type: 'desc' } as const;
  if (isEmpty(filter)) return (await api.leads.list(window)).total;
  const { total } = await api.leads.search({ ...window, filter });
  return total !== null && total < SEARCH_WINDOW ? total : api.numbers.leadCount(filter);
}

function isEmpty(filter: object): boolean {
  return Object.keys(filter).length === 0;
}

const NameAndCompany = builder.inputType('GetSalesFindLeadByNameAndCompanyInput', {
  description: 'A person by name and company.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Full name.' }),
    companyName: t.string({ required: true, description: 'Name of the company.' }),
  }),
});

const FindLeadInput = builder.inputType('GetSalesFindLeadInput', {
  description: 'What you know about the lead. Give exactly one.',
  isOneOf: true,
  fields: (t) => ({
    linkedin: t.string({
      description: 'Profile URL, Sales Navigator URL, nickname, `ACoA…` or `ACwA…`: GetSales recognises which.',
    }),
    email: t.string({ description: 'E-mail address, at work or private.' }),
    nameAndCompany: t.field({ type: NameAndCompany, description: 'Name and company together.' }),
  }),
});

builder.queryField('findLead', (t) =>
  t.field({
    type: Lead,
    description: 'The lead that matches what you know; null when there is none.',
    args: { by: t.arg({ type: FindLeadInput, required: true, description: 'What you know about the lead.' }) },
    resolve: async (_root, { by }, context, info) => {
      const aggregate = needsFullLead(info);
      const lead = await context.api.leads.lookup({ ...toLookup(by), aggregate });
      return aggregate ? rememberFull(lead, context) : Lead.remember(lead, context);
    },
  }),
);

function toLookup({ linkedin, email, nameAndCompany }: typeof FindLeadInput.$inferInput) {
  const known = {
    ...(linkedin != null && { linkedin_id: linkedin }),
    ...(email != null && { email }),
    ...(nameAndCompany != null && { name: nameAndCompany.name, company_name: nameAndCompany.companyName }),
  };
  if (Object.values(known).some((value) => value.trim() === '')) throw badInput('`by` is empty');
  return known;
}

/** Conditions that the search may ignore, and how a row shows that it did. */
const SHOWN: { key: string & keyof LeadRow; field: string; isKept: (row: LeadRow, wanted: FilterValue) => boolean }[] =
  [
    {
      key: 'last_stop_on_reply_at',
      field: 'hasReplied',
      isKept: (row, wanted) => Boolean(row.last_stop_on_reply_at) === (wanted === 'is_not_null'),
    },
    {
      key: 'unread_counts',
      field: 'unread',
      isKept: (row, wanted) => isUnread(row) === (wanted === 'is_not_null'),
    },
    { key: 'list_uuid', field: 'listIds', isKept: (row, wanted) => isAmong(row.list_uuid, wanted) },
    {
      key: 'pipeline_stage_uuid',
      field: 'pipelineStageIds',
      isKept: (row, wanted) => isAmong(row.pipeline_stage_uuid, wanted),
    },
    { key: 'company_uuid', field: 'companyIds', isKept: (row, wanted) => isAmong(row.company_uuid, wanted) },
  ];

const BY_FLOW = 'leads by flow';

/**
 * The page, if its rows show that the search has honoured every condition that it may ignore. Whether leads are in an automation is
 * asked of the enrolments, until one answer has proven the filter.
 *
 * @throws UPSTREAM_ERROR for a condition that was ignored, instead of leads that nobody asked for.
 */
export async function checkSearched(page: Page<LeadRow>, filter: Filter, context: Context): Promise<Page<LeadRow>> {
  for (const { key, field, isKept } of SHOWN) {
    const wanted = filter[key];
    if (wanted !== undefined && !page.data.every((row) => isKept(row, wanted))) throw ignored(field);
  }
  const flow = filter['flow_uuid'];
  if (typeof flow === 'string' && page.data.length > 0) await checkEnrolled(page.data, flow, context);
  return page;
}

async function checkEnrolled(leads: readonly LeadRow[], flow: string, { api }: Context): Promise<void> {
  const { batches } = api.findings;
  if (batches.get(BY_FLOW)?.isHonoured) return;
  const filter = { flow_uuid: flow, lead_uuid: leads.map(({ uuid }) => uuid) };
  const window = { limit: 100, offset: 0, order_field: 'created_at', order_type: 'desc' } as const;
  const { data, total } = await api.flowLeads.list({ ...window, filter });
  const enrolled = new Set(
    data.filter((row) => row.flow_uuid === flow).map(({ lead_uuid }) => lead_uuid.toLowerCase()),
  );
  const isKnown = total === null || total <= data.length;
  if (isKnown && !leads.every(({ uuid }) => enrolled.has(uuid))) throw ignored('flowId', 'Use `Flow.leads`.');
  if (isKnown) batches.set(BY_FLOW, { isHonoured: true, holdsUntilMs: Number.POSITIVE_INFINITY });
}

function ignored(field: string, hint = 'Ask without it, or for one thing at a time.') {
  return refuse('UPSTREAM_ERROR', `GetSales ignored \`filter.${field}\`. ${hint}`);
}

function isUnread({ unread_counts }: LeadRow): boolean {
  return (unread_counts ?? []).some(({ count }) => Number(count) > 0);
}

/** One value is the upstream's own way to filter; several may be more than it takes. */
function isAmong(value: string | null, wanted: FilterValue): boolean {
  if (!Array.isArray(wanted)) return true;
  const asked = new Set<unknown>(wanted);
  return !isUuid(value) || asked.has(value.toLowerCase());
}
