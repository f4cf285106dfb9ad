import { upsertSame } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { checkSize, toUuid } from '../../global-id.ts';
import { itemByItem, MAX_ITEMS, runBulk } from '../../kit/bulk.ts';
import { leadIds, massAction, onLeads, results } from './bulk.ts';
import { LeadInput, toCustomFields, toLeadWrite } from './inputs.ts';
import { forgetLeads, Lead } from './lead.ts';

builder.relayMutationField(
  'upsertLeads',
  {
    description: 'The leads to create or update.',
    inputFields: (t) => ({
      listId: t.id({ required: true, description: 'The list for new leads.' }),
      leads: t.field({ type: [LeadInput], required: true, description: `The leads: 1 to ${MAX_ITEMS}.` }),
      updateIfExists: t.boolean({ defaultValue: true, description: 'Whether to change leads that already exist.' }),
      moveToList: t.boolean({
        defaultValue: false,
        description: 'Whether to move leads that already exist to the list.',
      }),
    }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem(
      'Creates leads, or updates those that match by LinkedIn id or nickname, else by e-mail address, else by name and company. ' +
        'GetSales creates 50 by one request; each lead that exists and differs takes one more.',
    ),
    resolve: async (_root, { input }, context) => {
      checkSize(input.leads, 'input.leads', MAX_ITEMS, 'leads');
      const work = context.api.bulk.upserts({
        list_uuid: toUuid(input.listId, 'input.listId', 'LeadList'),
        update_if_exists: input.updateIfExists ?? true,
        move_to_list: input.moveToList ?? false,
      });
      const leads = input.leads.map((lead, index) => {
        const custom_fields = toCustomFields(lead.customFields, `input.leads.${index}.customFields`);
        return { ...toLeadWrite(lead, `input.leads.${index}`), ...(custom_fields && { custom_fields }) };
      });
      const ended = await runBulk('upsertLeads', leads, work, context);
      const rows = ended.map((result) => (result.kind === 'done' ? result.lead : undefined));
      forgetLeads(
        rows.flatMap((row) => row?.uuid ?? []),
        context,
      );
      for (const row of rows) if (row) Lead.remember(row, context);
      return { items: ended.map((result, index) => ({ index, uuid: rows[index]?.uuid, result })) };
    },
  },
  results,
);

builder.relayMutationField(
  'moveLeadsToList',
  {
    description: 'The leads and their new list.',
    inputFields: (t) => ({ leadIds: leadIds(t), listId: t.id({ required: true, description: 'The list.' }) }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Moves leads to another list. Every lead is in exactly one.'),
    resolve: (_root, { input }, context) =>
      onLeads('moveLeadsToList', input.leadIds, context, () => {
        const list_uuid = toUuid(input.listId, 'input.listId', 'LeadList');
        const action = { type: 'contact_change_list', payload: { list_uuid } } as const;
        return massAction(context, action, {
          readsRows: true,
          one: (uuid, writes) => upsertSame(uuid, writes, { list_uuid }),
        });
      }),
  },
  results,
);

builder.relayMutationField(
  'setLeadsPipelineStage',
  {
    description: 'The leads and their new stage.',
    inputFields: (t) => ({
      leadIds: leadIds(t),
      pipelineStageId: t.id({ required: true, description: 'The stage: one of `pipelineStages`.' }),
    }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Moves leads to another stage of the pipeline.'),
    resolve: (_root, { input }, context) =>
      onLeads('setLeadsPipelineStage', input.leadIds, context, () => {
        const pipeline_stage_uuid = toUuid(input.pipelineStageId, 'input.pipelineStageId', 'PipelineStage');
        return massAction(context, { type: 'contact_change_pipeline_stage', payload: { pipeline_stage_uuid } });
      }),
  },
  results,
);

builder.relayMutationField(
  'setLeadsCustomField',
  {
    description: 'The leads, and what one of their custom fields is to hold.',
    inputFields: (t) => ({
      leadIds: leadIds(t),
      customFieldId: t.id({ required: true, description: 'The field: one of `customFields(object: LEAD)`.' }),
      value: t.string({ description: 'The value for all of them. Without it, or with null, the field is cleared.' }),
    }),
  },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Gives a custom field of leads the same value. Not documented by GetSales itself.'),
    resolve: (_root, { input }, context) =>
      onLeads('setLeadsCustomField', input.leadIds, context, () =>
        context.api.bulk.customField({
          custom_field_uuid: toUuid(input.customFieldId, 'input.customFieldId', 'GetSalesCustomField'),
          value: input.value ?? null,
        }),
      ),
  },
  results,
);

builder.relayMutationField(
  'markLeadsRead',
  { description: 'The leads.', inputFields: (t) => ({ leadIds: leadIds(t) }) },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem('Marks the conversations of leads as read.'),
    resolve: (_root, { input }, context) =>
      onLeads('markLeadsRead', input.leadIds, context, () =>
        massAction(context, { type: 'contact_mark_read', payload: {} }),
      ),
  },
  results,
);

builder.relayMutationField(
  'deleteLeads',
  { description: 'The leads to delete.', inputFields: (t) => ({ leadIds: leadIds(t) }) },
  {
    requiresScopes: [['leads:write']],
    description: itemByItem(
      'Deletes leads. GetSales does it in the background, so they may stay visible for a moment.',
    ),
    resolve: (_root, { input }, context) =>
      onLeads('deleteLeads', input.leadIds, context, () => context.api.bulk.deletion()),
  },
  results,
);
