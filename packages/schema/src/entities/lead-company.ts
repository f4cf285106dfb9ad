import type { Company as CompanyRow } from '@getsales-gateway/api-client';
import { entity } from '../kit/entity.ts';
import { loadBy } from '../kit/loading.ts';
import { referencesTo, uuidIn } from '../kit/relations.ts';
import { dateTime } from '../wire.ts';
import { LeadList } from './lead-list.ts';
import { LeadLocation, toLocations } from './lead-location.ts';
import { LeadTag } from './lead-tag.ts';
import { toLinkedinUrl, toNickname } from './linkedin-address.ts';
import { findCompanyStage, PipelineStage } from './pipeline-stage.ts';

export const LeadCompany = entity<CompanyRow>('LeadCompany', {
  scope: 'leads:read',
  load: loadBy('companies by uuid', (api) => api.companies),
});

LeadCompany.implement({
  description: 'A company where leads work.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who added it.' }),
    dataSourceId: t.exposeID('data_source_uuid', {
      description: 'The import that added it.',
      deprecationReason: 'Use `import { uuid }`.',
    }),
    pipelineStage: t.field({
      type: PipelineStage,
      description: 'Its stage in the pipeline of companies.',
      resolve({ pipeline_stage_uuid, lead_status_uuid }, _args, context, info) {
        const uuid = uuidIn(pipeline_stage_uuid) ?? uuidIn(lead_status_uuid);
        return PipelineStage.refer(uuid, context, info, findCompanyStage);
      },
    }),
    name: t.exposeString('name', { description: 'Name of the company.' }),
    domain: t.exposeString('domain', { description: 'Domain, such as `example.com`.' }),
    website: t.exposeString('website', { description: 'Address of the website.' }),
    lnId: t.exposeString('ln_id', { description: "LinkedIn's id of the company." }),
    linkedin: t.string({
      description: 'LinkedIn nickname: the part of the address after `/company/`.',
      resolve: ({ linkedin }) => toNickname(linkedin, 'company'),
    }),
    linkedinUrl: t.string({
      description: 'Address of the LinkedIn page, made from the nickname.',
      resolve: ({ linkedin }) => toLinkedinUrl(linkedin, 'company'),
    }),
    facebook: t.exposeString('facebook', { description: 'Facebook page.' }),
    twitter: t.exposeString('twitter', { description: 'Twitter profile.' }),
    phone: t.exposeString('phone', { description: 'Phone number.' }),
    hqRawAddress: t.exposeString('hq_raw_address', { description: 'Address of the headquarters as entered or found.' }),
    hqLocation: t.field({
      type: [LeadLocation],
      description: 'Where the headquarters are.',
      resolve: (company) => toLocations(company.hq_location),
    }),
    logoUrl: t.exposeString('logo_url', { description: 'Address of the logo.' }),
    industry: t.exposeString('industry', { description: 'Industry.' }),
    employeesRange: t.exposeString('employees_range', {
      description: 'Number of employees as a range, such as `51-200`.',
    }),
    employeesOnLinkedin: t.exposeInt('employees_on_linkedin', { description: 'Employees who are on LinkedIn.' }),
    followers: t.exposeInt('followers', { description: 'Followers on LinkedIn.' }),
    yearEstablished: t.exposeInt('year_established', { description: 'Year it was founded.' }),
    tagline: t.exposeString('tagline', { description: 'The tagline on LinkedIn, below the name.' }),
    about: t.exposeString('about', { description: 'What it says about itself on LinkedIn.' }),
    specialities: t.exposeStringList('specialities', { description: 'Specialities, as the LinkedIn page lists them.' }),
    hashtags: t.exposeStringList('hashtags', { description: 'Hashtags it uses on LinkedIn.' }),
    networkType: t.exposeString('network_type', { description: 'Type of network, such as `business`.' }),
    dealSize: t.exposeFloat('deal_size', { description: 'Value of a deal with it.' }),
    lists: t.field(referencesTo(LeadList, 'lists', 'The lists it is in. Unlike a lead, it can be in several.')),
    tags: t.field(referencesTo(LeadTag, 'tags', 'Its tags.')),
    status: t.exposeString('status', {
      description: 'Whether the record is usable. Known: `ok`, `failed_validation`, `duplicate`.',
    }),
    linkedinStatus: t.exposeString('linkedin_status', {
      description: 'State of the LinkedIn data. Known: `ok`, `need_enrichment`, `enrichment_failed`, `no_data`.',
    }),
    lastEnrichAt: t.field(dateTime('last_enrich_at', 'When GetSales last read its LinkedIn page.')),
    createdAt: t.field(dateTime('created_at', 'When it was added to GetSales.')),
    updatedAt: t.field(dateTime('updated_at', 'When anything about it last changed.')),
  }),
});
