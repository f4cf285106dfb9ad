import type { DataSource as DataSourceRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadAlone, loadFrom } from '../kit/loading.ts';
import { byId, referencesTo, referenceTo } from '../kit/relations.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';
import { Lead } from './lead/lead.ts';
import { LeadCompany } from './lead-company.ts';
import { LeadList } from './lead-list.ts';
import { LeadTag } from './lead-tag.ts';
import { SenderProfile } from './sender-profile.ts';

const loadDataSources = loadAlone<DataSourceRow>('imports by uuid', (api) => api.dataSources);
const dataSources = smallCollection<DataSourceRow>(({ api }, window) => api.dataSources.list(window), loadDataSources);

export const LeadImport = entity<DataSourceRow>('LeadImport', { scope: 'workspace:read', load: loadFrom(dataSources) });

LeadImport.implement({
  description:
    'An import of leads, from a file or from LinkedIn. The GetSales API calls it a data source. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    senderProfile: t.field(
      referenceTo(SenderProfile, 'sender_profile_uuid', 'The sender profile whose LinkedIn account is used.'),
    ),
    list: t.field(referenceTo(LeadList, 'list_uuid', 'The list that the leads go into.')),
    payload: t.field({
      type: 'JSON',
      description: 'What is imported, such as the address of a search. GetSales does not document the shape.',
      resolve: (row) => row.payload,
    }),
    tags: t.field(referencesTo(LeadTag, 'tags', 'Tags that the leads get.')),
    type: t.exposeString('type', {
      description:
        'Where the leads come from. Known: `csv_leads`, `sn_leads_search`, `sn_leads_saved_search`, `sn_leads_list`, `sn_accounts_search`, `sn_accounts_saved_search`, `sn_accounts_list`, `ln_leads_search`, `ln_accounts_search`, `ln_my_network`, `ln_my_messenger`, `post_engagement`, `recruiter_leads_search`.',
    }),
    status: t.exposeString('status', {
      description:
        'How far it is. Known: `not_started`, `in_progress`, `on_hold`, `completed`, `failed`, `contacts_limit_achieved`.',
    }),
    errors: t.field({
      type: 'JSON',
      description: 'What went wrong. GetSales does not document the shape.',
      resolve: (row) => row.errors,
    }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who started it.' }),
    createdAt: t.field(dateTime('created_at', 'When it was started.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  leadImport: t.field({
    description: 'One import; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(LeadImport, 'import', loadDataSources),
  }),
  leadImports: t.connection(
    {
      type: LeadImport,
      description: 'Your imports, the newest first. Not documented by GetSales itself.',

      resolve: connection(LeadImport, {
        name: 'Query.leadImports',

        list: ({ api }) => api.dataSources.list,
      }),
    },
    { name: 'LeadImportConnection' },
    { name: 'LeadImportEdge' },
  ),
}));

builder.objectField(Lead, 'import', (t) =>
  t.field(
    referenceTo(LeadImport, 'data_source_uuid', 'The import that added the lead. Not documented by GetSales itself.'),
  ),
);

builder.objectField(LeadCompany, 'import', (t) =>
  t.field(
    referenceTo(
      LeadImport,
      'data_source_uuid',
      'The import that added the company. Not documented by GetSales itself.',
    ),
  ),
);
