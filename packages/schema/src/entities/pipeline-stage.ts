import type { PipelineStage as PipelineStageRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { entity } from '../kit/entity.ts';
import { loadFrom } from '../kit/loading.ts';
import { rowMutations, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { smallCollection } from '../small-collection.ts';
import { closedSet } from '../wire.ts';

const leadStages = smallCollection<PipelineStageRow>(({ api }, window) =>
  api.pipelineStages.list({ ...window, object: 'lead' }),
);

const companyStages = smallCollection<PipelineStageRow>(({ api }, window) =>
  api.pipelineStages.list({ ...window, object: 'company' }),
);

export const PipelineStage = entity<PipelineStageRow>('PipelineStage', {
  scope: 'workspace:read',
  load: loadFrom(leadStages, companyStages),
});

PipelineStage.implement({
  description: 'A stage of your sales pipeline.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    name: t.exposeString('name', { description: 'Name of the stage.' }),
    object: t.exposeString('object', { description: 'What it is for: `lead` or `company`.' }),
    type: t.exposeString('type', {
      description: 'Its role in automations. Known: `new`, `approaching`, `engaging`, `replied`, `custom`.',
    }),
    category: t.exposeString('category', {
      description: 'How promising it is. Known: `cold`, `engaging`, `positive`, `negative`.',
    }),
    order: t.exposeInt('order', { description: 'Its position in the pipeline.' }),
  }),
});

builder.queryField('pipelineStages', (t) =>
  t.field({
    type: [PipelineStage],
    description: 'The stages for leads, in the order of the pipeline.',
    resolve: async (_root, _args, context) =>
      (await leadStages.all(context)).toSorted((one, other) => placeOf(one) - placeOf(other)),
  }),
);

/** A stage of the pipeline of companies, which differs from that of leads. */
export async function findCompanyStage(uuid: string, context: Context): Promise<PipelineStageRow | null> {
  const [stage = null] = await companyStages.load([uuid], context);
  if (stage instanceof Error) throw stage;
  return stage;
}

/** A stage whose place cannot be read stands last. */
function placeOf({ order }: PipelineStageRow): number {
  const place = Number(order);
  return Number.isFinite(place) ? place : Number.MAX_VALUE;
}

const PipelineObject = closedSet('GetSalesPipelineObject', 'Whose pipeline it is.', {
  LEAD: { value: 'lead', description: 'The pipeline of leads.' },
  COMPANY: { value: 'company', description: 'The pipeline of companies.' },
});

rowMutations(PipelineStage, {
  name: 'PipelineStage',
  id: 'pipelineStageId',
  scope: 'workspace:write',
  create: 'Adds a stage to a pipeline. Not documented by GetSales itself.',
  update: {
    description: 'Changes a stage of a pipeline. Not documented by GetSales itself.',
    write: (api) => api.pipelineStages.update,
  },
  delete:
    'Deletes a stage. GetSales does not say where its leads are then: move them first. Not documented by GetSales itself.',
  fields: {
    name: writable.text('name', 'Its name.', { isRequired: true }),
    object: writable.oneOf(PipelineObject.type, 'object', 'Whose pipeline it is in.', {
      isRequired: true,
      only: 'create',
    }),
    category: writable.text('category', 'How promising it is. Known: `cold`, `engaging`, `positive`, `negative`.', {
      isRequired: true,
    }),
    order: writable.integer('order', 'Its position in the pipeline.'),
  },
  row: (t) => ({ pipelineStage: t.field(writtenRow(PipelineStage)) }),
  writes: (api) => api.pipelineStages,
  list: (api, window, { object }) =>
    api.pipelineStages.list({ ...window, object: object === 'company' ? 'company' : 'lead' }),
  sameKeys: ['name', 'object', 'category'],
  forget(context, uuid) {
    leadStages.forget(context);
    companyStages.forget(context);
    PipelineStage.forget(context, uuid);
  },
});
