import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import { Lead } from './lead.ts';
import { needsFullLead, rememberFull } from './loading.ts';

const NameAndCompany = builder.inputType('FindLeadByNameAndCompanyInput', {
  description: 'Somebody by name, among the people of one company.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Full name.' }),
    companyName: t.string({ required: true, description: 'Name of the company.' }),
  }),
});

const FindLeadInput = builder.inputType('FindLeadInput', {
  description: 'What you know of a lead: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    linkedin: t.string({
      description: 'Profile or Sales Navigator URL, nickname, `ACoA…` or `ACwA…`: GetSales tells which.',
    }),
    email: t.string({ description: 'E-mail address, at work or private.' }),
    nameAndCompany: t.field({ type: NameAndCompany, description: 'Name together with company.' }),
  }),
});

builder.queryField('findLead', (t) =>
  t.field({
    type: Lead,
    description: 'The lead that you know something of; null when GetSales has none.',
    args: { by: t.arg({ type: FindLeadInput, required: true, description: 'What you know.' }) },
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
