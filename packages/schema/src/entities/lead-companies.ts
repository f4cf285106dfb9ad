import { builder } from '../builder.ts';
import { connection, searchArgs } from '../kit/connection.ts';
import { filterInput, id, ids, integer, text } from '../kit/filter-input.ts';
import { orderInput } from '../kit/order-input.ts';
import { byId } from '../kit/relations.ts';
import { rowMutations, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { LeadCompany } from './lead-company.ts';
import { forgetTags } from './lead-tag.ts';

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

const tagNames = 'Names of tags, not ids. A tag that does not exist is created.';

rowMutations(LeadCompany, {
  name: 'LeadCompany',
  id: 'companyId',
  scope: 'leads:write',
  create: 'Adds a company. One that GetSales has already is returned as it is, and is `SKIPPED`.',
  update: { description: 'Changes a company.', write: (api) => api.companies.update },
  delete: 'Deletes a company. Not documented by GetSales itself.',
  fields: {
    name: writable.text('name', 'Name of the company.', { isRequired: true }),
    domain: writable.text('domain', 'Domain, such as `example.com`.'),
    website: writable.text('website', 'Address of the website.'),
    linkedin: writable.text('linkedin', 'LinkedIn nickname: the part of the address after `/company/`.'),
    lnId: writable.text('ln_id', "LinkedIn's id of the company."),
    facebook: writable.text('facebook', 'Facebook page.'),
    twitter: writable.text('twitter', 'Twitter profile.'),
    phone: writable.text('phone', 'Phone number.'),
    hqRawAddress: writable.text('hq_raw_address', 'Address of the headquarters.'),
    logoUrl: writable.text('logo_url', 'Address of the logo.'),
    industry: writable.text('industry', 'Industry.'),
    employeesRange: writable.text('employees_range', 'Number of employees as a range, such as `51-200`.'),
    employeesOnLinkedin: writable.integer('employees_on_linkedin', 'Employees who are on LinkedIn.'),
    followers: writable.integer('followers', 'Followers on LinkedIn.'),
    yearEstablished: writable.integer('year_established', 'Year it was founded.'),
    tagline: writable.text('tagline', 'The tagline on LinkedIn, below the name.'),
    about: writable.text('about', 'What it says about itself.'),
    specialities: writable.texts('specialities', 'Specialities.'),
    hashtags: writable.texts('hashtags', 'Hashtags it uses on LinkedIn.'),
    networkType: writable.text('network_type', 'Type of network, such as `business`.'),
    listIds: writable.ids('list_uuids', 'LeadList', 'The lists it is put into.', { only: 'create' }),
    tags: writable.texts('tags', tagNames, { only: 'create' }),
    replaceTags: writable.texts('tags', `${tagNames} They replace all tags of the company.`, { only: 'update' }),
    pipelineStageId: writable.id('pipeline_stage_uuid', 'PipelineStage', 'Its stage in the pipeline of companies.', {
      only: 'update',
    }),
    dealSize: writable.number('deal_size', 'Value of a deal with it.', { only: 'update' }),
  },
  row: (t) => ({ leadCompany: t.field(writtenRow(LeadCompany)) }),
  writes: (api) => api.companies,
  list: (api, window) => api.companies.list(window),
  sameKeys: ['name', 'domain', 'linkedin', 'ln_id'],
  forget(context, uuid) {
    LeadCompany.forget(context, uuid);
    // Naming a tag creates it.
    forgetTags(context);
  },
});
