import { builder } from '../builder.ts';
import { connection, searchArgs } from '../kit/connection.ts';
import { filterInput, id, ids, integer, text } from '../kit/filter-input.ts';
import { orderInput } from '../kit/order-input.ts';
import { byId } from '../kit/relations.ts';
import { LeadCompany } from './lead-company.ts';

const leadCompanyFilter = filterInput('GetSalesLeadCompanyFilter', 'Conditions on companies.', {
  name: text('name', 'With this text in the name.'),
  domain: text('domain', 'With exactly this domain.'),
  linkedin: text('linkedin', 'With this LinkedIn nickname.'),
  lnId: text('ln_id', 'With this LinkedIn id.'),
  listIds: ids('lists', 'LeadList', 'In any of these lists'),
  tagIds: ids('tags', 'LeadTag', 'With any of these tags'),
  pipelineStageId: id('pipeline_stage_uuid', 'PipelineStage', 'In this stage of the pipeline of companies.'),
  importId: id('data_source_uuid', 'LeadImport', 'Added by this import.'),
  status: text('status', 'With this `status`.'),
  linkedinStatus: text('linkedin_status', 'With this `linkedinStatus`.'),
  minDealSize: integer('deal_size', 'With a `dealSize` of at least this.'),
});

const leadCompanyOrder = orderInput('GetSalesLeadCompanyOrder', {
  things: 'companies',
  description: 'The order of a list of companies.',
  fields: {
    CREATED_AT: { value: 'created_at', description: 'When the company was added to GetSales.' },
    UPDATED_AT: { value: 'updated_at', description: 'When the company last changed. Rows move while you page.' },
    NAME: { value: 'name', description: 'Its name.' },
    DEAL_SIZE: { value: 'deal_size', description: 'Value of a deal with it.' },
    EMPLOYEES_ON_LINKEDIN: { value: 'employees_on_linkedin', description: 'Employees who are on LinkedIn.' },
  },
  default: 'created_at',
});

builder.queryFields((t) => ({
  leadCompany: t.field({
    description: 'One company; null when GetSales has none by this id.',
    ...byId(LeadCompany, 'company'),
  }),
  leadCompanies: t.connection(
    {
      type: LeadCompany,
      description: 'Companies where your leads work, by default the newest first.',
      args: {
        ...leadCompanyFilter.args('Conditions on the companies. Without it, all companies.'),
        ...searchArgs('Text to find.'),
        ...leadCompanyOrder.args,
      },
      resolve: connection(LeadCompany, {
        name: 'Query.leadCompanies',
        filter: leadCompanyFilter,
        order: leadCompanyOrder,
        list: ({ api }) => api.companies.list,
      }),
    },
    { name: 'LeadCompanyConnection' },
    { name: 'LeadCompanyEdge' },
  ),
}));
