import type { JsonObject, LeadWrite } from '@getsales-gateway/api-client';
import type { InputFieldBuilder } from '@pothos/core';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';

/** Tags that a lead is written with. */
export const MAX_TAGS = 100;

type InputFields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function writableFields(t: InputFields) {
  return {
    linkedinId: t.string({
      description:
        'Profile URL, Sales Navigator URL, nickname, `ACoA…` or `ACwA…`: GetSales recognises which. Prefer this field over the other LinkedIn fields.',
    }),
    firstName: t.string({ description: 'First name.' }),
    lastName: t.string({ description: 'Last name.' }),
    name: t.string({ description: 'Full name. Without it, GetSales joins first and last name.' }),
    companyName: t.string({ description: 'Name of the employer.' }),
    lnId: t.string({ description: 'LinkedIn profile id, `ACoA…`.' }),
    snId: t.string({ description: 'Sales Navigator id, `ACwA…`.' }),
    linkedin: t.string({ description: 'LinkedIn nickname.' }),
    email: t.string({
      description: 'E-mail address of a kind that GetSales decides. Prefer `workEmail` and `personalEmail`.',
    }),
    workEmail: t.string({ description: 'E-mail address at work.' }),
    personalEmail: t.string({ description: 'Private e-mail address.' }),
    workPhoneNumber: t.string({ description: 'Phone number at work.' }),
    personalPhoneNumber: t.string({ description: 'Private phone number.' }),
    about: t.string({ description: 'About the lead.' }),
    domain: t.string({ description: "Domain of the company; helps to find the lead's e-mail address." }),
    headline: t.string({ description: 'The headline on LinkedIn, below the name.' }),
    position: t.string({ description: 'Job title.' }),
    rawAddress: t.string({ description: 'Address.' }),
    facebook: t.string({ description: 'Facebook profile.' }),
    twitter: t.string({ description: 'Twitter profile.' }),
    avatar: t.string({ description: 'Address of the picture.' }),
    companyLnId: t.string({ description: "LinkedIn's id of the employer." }),
  };
}

export const LeadInput = builder.inputType('GetSalesLeadInput', {
  description: 'The values of a lead. On an existing lead a field that is left out stays as it is, and null clears it.',
  fields: (t) => ({
    ...writableFields(t),
    tags: t.stringList({
      description:
        `Names of tags, not ids, at most ${MAX_TAGS}. A tag that does not exist is created. On a lead that exists, \`upsertLead\` ` +
        'replaces all its tags with these: also name those that it should keep.',
    }),
    customFields: t.field({ type: 'JSON', description: 'Custom fields by name or UUID, as an object.' }),
  }),
});

export const LeadUpdateInput = builder.inputType('GetSalesLeadUpdateInput', {
  description:
    'Changes to a lead. A field that is left out stays as it is, and null clears it. Set custom fields with `upsertLead`.',
  fields: (t) => ({
    ...writableFields(t),
    replaceTags: t.stringList({
      description:
        `Names of tags, not ids, at most ${MAX_TAGS}. They replace all tags of the lead: also name those that it should keep. A tag ` +
        'that does not exist is created.',
    }),
  }),
});

/** The writable fields without the custom ones, whose place differs by operation. Undefined fields are not sent. */
export function toLeadWrite(
  { tags, replaceTags = tags, ...lead }: typeof LeadInput.$inferInput & typeof LeadUpdateInput.$inferInput,
  argument: string,
): LeadWrite {
  if (replaceTags && replaceTags.length > MAX_TAGS) throw badInput(`\`${argument}\` takes at most ${MAX_TAGS} tags`);
  return {
    linkedin_id: lead.linkedinId,
    first_name: lead.firstName,
    last_name: lead.lastName,
    name: lead.name,
    company_name: lead.companyName,
    ln_id: lead.lnId,
    sn_id: lead.snId,
    linkedin: lead.linkedin,
    email: lead.email,
    work_email: lead.workEmail,
    personal_email: lead.personalEmail,
    work_phone_number: lead.workPhoneNumber,
    personal_phone_number: lead.personalPhoneNumber,
    about: lead.about,
    domain: lead.domain,
    headline: lead.headline,
    position: lead.position,
    raw_address: lead.rawAddress,
    facebook: lead.facebook,
    twitter: lead.twitter,
    avatar: lead.avatar,
    company_ln_id: lead.companyLnId,
    tags: replaceTags,
  };
}

export function toCustomFields(value: unknown, argument: string): JsonObject | undefined {
  if (value == null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw badInput(`\`${argument}\` is not an object`);
  return { ...value };
}

/** Undefined when none are given: what GetSales makes of an empty object is not known. */
export function merged(inLead: JsonObject | undefined, beside: JsonObject | undefined): JsonObject | undefined {
  return inLead || beside ? { ...inLead, ...beside } : undefined;
}
