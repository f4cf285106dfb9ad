import type { CompanyBlacklistEntry as CompanyBlacklistEntryRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { connection } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { loadFrom } from '../kit/loading.ts';
import { byId } from '../kit/relations.ts';
import { rowMutations, someOf, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';

// The reference has no way to ask for single ones.
const companyBlacklistEntries = smallCollection<CompanyBlacklistEntryRow>(({ api }, window) =>
  api.companyBlacklistEntries.list(window),
);

export const BlacklistedCompany = entity<CompanyBlacklistEntryRow>('BlacklistedCompany', {
  scope: 'leads:read',
  load: loadFrom(companyBlacklistEntries),
});

BlacklistedCompany.implement({
  description: 'A company whose people are not contacted. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    name: t.exposeString('name', { description: 'Name of the company.' }),
    domain: t.exposeString('domain', { description: 'Domain, such as `example.com`.' }),
    linkedin: t.exposeString('linkedin', {
      description: 'LinkedIn nickname: the part of the address after `/company/`.',
    }),
    lnId: t.exposeString('ln_id', { description: "LinkedIn's id of the company." }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who added it.' }),
    createdAt: t.field(dateTime('created_at', 'When it was added.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  blacklistedCompany: t.field({
    description: 'One blacklisted company; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(BlacklistedCompany, 'blacklisted company'),
  }),
  blacklistedCompanies: t.connection(
    {
      type: BlacklistedCompany,
      description: 'Companies whose people are not contacted, the newest first. Not documented by GetSales itself.',

      resolve: connection(BlacklistedCompany, {
        name: 'Query.blacklistedCompanies',

        list: ({ api }) => api.companyBlacklistEntries.list,
      }),
    },
    { name: 'BlacklistedCompanyConnection' },
    { name: 'BlacklistedCompanyEdge' },
  ),
}));

rowMutations(BlacklistedCompany, {
  name: 'BlacklistedCompany',
  id: 'blacklistedCompanyId',
  scope: 'leads:write',
  create:
    'Adds a company to the blacklist: nobody of it is contacted. Give what it is known by. Not documented by GetSales itself.',
  delete: 'Takes a company from the blacklist. Not documented by GetSales itself.',
  fields: {
    name: writable.text('name', 'Name of the company.'),
    domain: writable.text('domain', 'Domain, such as `example.com`.'),
    linkedin: writable.text('linkedin', 'LinkedIn nickname: the part of the address after `/company/`.'),
  },
  toBody: someOf('name', 'domain', 'linkedin'),
  row: (t) => ({ blacklistedCompany: t.field(writtenRow(BlacklistedCompany)) }),
  writes: (api) => api.companyBlacklistEntries,
  list: (api, window) => api.companyBlacklistEntries.list(window),
  sameKeys: ['name', 'domain', 'linkedin'],
  forget(context, uuid) {
    companyBlacklistEntries.forget(context);
    BlacklistedCompany.forget(context, uuid);
  },
});
