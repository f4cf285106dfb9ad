import type { ApiError } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { checkSize, toGlobalId, toUuid } from '../../global-id.ts';
import { errorFields, MAX_ITEMS } from '../../kit/bulk.ts';
import { referenceTo } from '../../kit/relations.ts';
import { LeadInput, LeadUpdateInput, merged, toCustomFields, toLeadWrite } from './inputs.ts';
import { forgetLead, Lead } from './lead.ts';

/** Why the rest of the leads was not added. GetSales counts places from `offset`. */
const CreateLeadsError = builder.objectRef<{ error: ApiError; offset: number }>('GetSalesCreateLeadsError').implement({
  description: 'Why some leads were not added.',
  fields: errorFields(({ offset }, path) =>
    path.replace(/^leads\.(\d+)/, (_, place: string) => `leads.${Number(place) + offset}`),
  ),
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
    requiresScopes: [['leads:write']],
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
      leads: t.field({ type: [LeadInput], required: true, description: `The leads: 1 to ${MAX_ITEMS}.` }),
    }),
  },
  {
    description:
      'Adds leads to a list. A lead that GetSales already has is not duplicated: it is returned as it is. ' +
      'GetSales is given 50 leads at a time: when it fails midway, `notCreated` says which were not added.',
    requiresScopes: [['leads:write']],
    resolve: async (_root, { input }, context) => {
      checkSize(input.leads, 'input.leads', MAX_ITEMS, 'leads');
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
    requiresScopes: [['leads:write']],
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
    requiresScopes: [['leads:write']],
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
    requiresScopes: [['leads:write']],
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
      deletedId: t.id({
        nullable: false,
        description: 'Global ID of the lead.',
        resolve: ({ uuid }) => toGlobalId('Lead', uuid),
      }),
      deletedLeadId: t.id({
        nullable: false,
        description: 'Global ID of the lead.',
        deprecationReason: 'Use `deletedId`, as in every other deletion.',
        resolve: ({ uuid }) => toGlobalId('Lead', uuid),
      }),
    }),
  },
);
