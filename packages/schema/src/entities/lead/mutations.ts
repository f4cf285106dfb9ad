import type { JsonObject, LeadWrite } from '@getsales-gateway/api-client';
import type { InputFieldBuilder } from '@pothos/core';
import { badInput } from '../../bad-input.ts';
import { builder } from '../../builder.ts';
import { checkSize, toGlobalId, toUuid } from '../../global-id.ts';
import { referenceTo } from '../../kit/relations.ts';
import { CreateLeadsError } from './create-leads-error.ts';
import { forgetLead, Lead } from './lead.ts';

/** Leads that one call adds. */
const MAX_LEADS = 1_000;
const MAX_TAGS = 100;

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

const LeadInput = builder.inputType('GetSalesLeadInput', {
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

const LeadUpdateInput = builder.inputType('GetSalesLeadUpdateInput', {
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

builder.relayMutationField(
  'upsertLead',
  {
    description: 'The lead to create or update.',
    inputFields: (t) => ({
      listId: t.id({ required: true, description: 'The list for a new lead. GetSales requires it for updates too.' }),
      lead: t.field({ type: LeadInput, required: true, description: 'The values to write.' }),
      updateIfExists: t.boolean({ defaultValue: true, description: 'Whether to change a lead that already exists.' }),
      moveToList: t.boolean({
        defaultValue: false,
        description: 'Whether to move a lead that already exists to the list.',
      }),
      customFields: t.field({ type: 'JSON', description: 'Custom fields by name or UUID, as an object.' }),
    }),
  },
  {
    description:
      'Creates a lead, or updates the one that matches by LinkedIn id or nickname, else by e-mail address, else by name and ' +
      'company. It is safe to repeat.',
    resolve: async (_root, { input }, context) => {
      const lead = await context.api.leads.upsert({
        list_uuid: toUuid(input.listId, 'input.listId', 'LeadList'),
        lead: toLeadWrite(input.lead, 'input.lead'),
        update_if_exists: input.updateIfExists ?? true,
        move_to_list: input.moveToList ?? false,
        custom_fields: merged(
          toCustomFields(input.lead.customFields, 'input.lead.customFields'),
          toCustomFields(input.customFields, 'input.customFields'),
        ),
      });
      forgetLead(lead.uuid, context);
      return Lead.remember(lead, context);
    },
  },
  {
    description: 'The lead as it is now.',
    outputFields: (t) => ({ lead: t.field({ type: Lead, description: 'The lead.', resolve: (lead) => lead }) }),
  },
);

builder.relayMutationField(
  'createLeads',
  {
    description: 'Leads to add to a list.',
    inputFields: (t) => ({
      listId: t.id({ required: true, description: 'The list.' }),
      leads: t.field({ type: [LeadInput], required: true, description: `The leads: 1 to ${MAX_LEADS}.` }),
    }),
  },
  {
    description:
      'Adds leads to a list. A lead that GetSales already has is not duplicated: it is returned as it is. ' +
      'GetSales is given 50 leads at a time: when it fails midway, `notCreated` says which were not added.',
    resolve: async (_root, { input }, context) => {
      checkSize(input.leads, 'input.leads', MAX_LEADS, 'leads');
      const created = await context.api.leads.create({
        list_uuid: toUuid(input.listId, 'input.listId', 'LeadList'),
        leads: input.leads.map((lead, index) => ({
          ...toLeadWrite(lead, `input.leads.${index}`),
          custom_fields: toCustomFields(lead.customFields, `input.leads.${index}.customFields`),
        })),
      });
      for (const lead of created.leads) {
        forgetLead(lead.uuid, context);
        Lead.remember(lead, context);
      }
      return created;
    },
  },
  {
    description: 'The leads as they are now.',
    outputFields: (t) => ({
      leads: t.field({
        type: [Lead],
        description: 'The leads, both new and existing ones.',
        resolve: ({ leads }) => leads,
      }),
      unconfirmed: t.intList({
        description:
          'Positions in `input.leads`, from 0, of leads that may or may not have been added: the answer of GetSales was lost, and ' +
          'the leads were not found. Usually empty.',
        resolve: ({ unconfirmed }) => unconfirmed,
      }),
      notCreated: t.intList({
        description:
          'Positions in `input.leads`, from 0, of leads that were not added: `error` says why. Nothing is in doubt, so they may be ' +
          'sent again. Usually empty.',
        resolve: ({ notCreated }) => notCreated,
      }),
      error: t.field({
        type: CreateLeadsError,
        nullable: true,
        description:
          'Why the leads in `notCreated` were not added. When none was added, it is an error of the operation.',
        resolve: ({ error, errorOffset }) => error && { error, offset: errorOffset },
      }),
    }),
  },
);

builder.relayMutationField(
  'updateLead',
  {
    description: 'The lead and the changes.',
    inputFields: (t) => ({
      leadId: t.id({ required: true, description: 'The lead.' }),
      lead: t.field({ type: LeadUpdateInput, required: true, description: 'The values to write.' }),
    }),
  },
  {
    description: 'Changes a lead.',
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      const lead = await context.api.leads.update(uuid, toLeadWrite(input.lead, 'input.lead'));
      forgetLead(uuid, context);
      return Lead.remember(lead, context);
    },
  },
  {
    description: 'The lead as it is now.',
    outputFields: (t) => ({ lead: t.field({ type: Lead, description: 'The lead.', resolve: (lead) => lead }) }),
  },
);

builder.relayMutationField(
  'setLeadPipelineStage',
  {
    description: 'The lead and its new stage.',
    inputFields: (t) => ({
      leadId: t.id({ required: true, description: 'The lead.' }),
      pipelineStageId: t.id({ required: true, description: 'The stage: one of `pipelineStages`.' }),
    }),
  },
  {
    description: 'Moves a lead to another stage of the pipeline.',
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      const stage = toUuid(input.pipelineStageId, 'input.pipelineStageId', 'PipelineStage');
      await context.api.leads.changePipelineStage(uuid, stage);
      forgetLead(uuid, context);
      return { uuid };
    },
  },
  {
    description: 'The lead that was moved.',
    outputFields: (t) => ({
      lead: t.field(
        referenceTo(
          Lead,
          'uuid',
          'The lead as it is now. Selecting more than its ids costs one upstream request. GetSales may take a moment to show the new stage.',
        ),
      ),
    }),
  },
);

builder.relayMutationField(
  'deleteLead',
  {
    description: 'The lead to delete.',
    inputFields: (t) => ({ leadId: t.id({ required: true, description: 'The lead.' }) }),
  },
  {
    description: 'Deletes a lead. GetSales does it in the background, so the lead may stay visible for a moment.',
    resolve: async (_root, { input }, context) => {
      const uuid = toUuid(input.leadId, 'input.leadId', 'Lead');
      await context.api.leads.delete(uuid);
      forgetLead(uuid, context);
      return { uuid };
    },
  },
  {
    description: 'What was deleted.',
    outputFields: (t) => ({
      deletedLeadId: t.id({
        nullable: false,
        description: 'Global ID of the lead.',
        resolve: ({ uuid }) => toGlobalId('Lead', uuid),
      }),
    }),
  },
);

/** The writable fields but for the custom ones, whose place differs by operation. What is undefined is not sent. */
function toLeadWrite(
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

function toCustomFields(value: unknown, argument: string): JsonObject | undefined {
  if (value == null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw badInput(`\`${argument}\` is not an object`);
  return { ...value };
}

/** Undefined when none are given: what GetSales makes of an empty object is not known. */
function merged(inLead: JsonObject | undefined, beside: JsonObject | undefined): JsonObject | undefined {
  return inLead || beside ? { ...inLead, ...beside } : undefined;
}
