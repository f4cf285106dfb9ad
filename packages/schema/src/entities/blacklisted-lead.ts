import type { LeadBlacklistEntry as LeadBlacklistEntryRow } from '@getsales-gateway/api-client';
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
const leadBlacklistEntries = smallCollection<LeadBlacklistEntryRow>(({ api }, window) =>
  api.leadBlacklistEntries.list(window),
);

export const BlacklistedLead = entity<LeadBlacklistEntryRow>('BlacklistedLead', {
  scope: 'leads:read',
  load: loadFrom(leadBlacklistEntries),
});

BlacklistedLead.implement({
  description: 'A person who is not contacted. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    name: t.exposeString('name', { description: 'Full name.' }),
    companyName: t.exposeString('company_name', { description: 'Name of the employer.' }),
    linkedin: t.exposeString('linkedin', {
      description: 'LinkedIn nickname: the part of the profile address after `/in/`.',
    }),
    lnId: t.exposeString('ln_id', { description: 'LinkedIn profile id, `ACoA…`.' }),
    email: t.exposeString('email', { description: 'E-mail address.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who added the person.' }),
    createdAt: t.field(dateTime('created_at', 'When the person was added.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryFields((t) => ({
  blacklistedLead: t.field({
    description: 'One blacklisted lead; null when GetSales has none by this id. Not documented by GetSales itself.',
    ...byId(BlacklistedLead, 'blacklisted lead'),
  }),
  blacklistedLeads: t.connection(
    {
      type: BlacklistedLead,
      description: 'People who are not contacted, the newest first. Not documented by GetSales itself.',

      resolve: connection(BlacklistedLead, {
        name: 'Query.blacklistedLeads',

        list: ({ api }) => api.leadBlacklistEntries.list,
      }),
    },
    { name: 'BlacklistedLeadConnection' },
    { name: 'BlacklistedLeadEdge' },
  ),
}));

rowMutations(BlacklistedLead, {
  name: 'BlacklistedLead',
  id: 'blacklistedLeadId',
  scope: 'leads:write',
  create:
    'Adds a person to the blacklist: they are not contacted. Give what the person is known by. Not documented by GetSales itself.',
  delete: 'Takes a person from the blacklist. Not documented by GetSales itself.',
  fields: {
    linkedin: writable.text('linkedin', 'LinkedIn nickname: the part of the profile address after `/in/`.'),
    email: writable.text('email', 'E-mail address.'),
    name: writable.text('name', 'Full name.'),
    companyName: writable.text('company_name', 'Name of the employer.'),
  },
  toBody: someOf('linkedin', 'email', 'name', 'companyName'),
  row: (t) => ({ blacklistedLead: t.field(writtenRow(BlacklistedLead)) }),
  writes: (api) => api.leadBlacklistEntries,
  list: (api, window) => api.leadBlacklistEntries.list(window),
  sameKeys: ['linkedin', 'email', 'name', 'company_name'],
  forget(context, uuid) {
    leadBlacklistEntries.forget(context);
    BlacklistedLead.forget(context, uuid);
  },
});
