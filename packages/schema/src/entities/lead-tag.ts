import type { Tag as TagRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { entity } from '../kit/entity.ts';
import { loadFrom } from '../kit/loading.ts';
import { rowMutations, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { smallCollection } from '../small-collection.ts';
import { dateTime } from '../wire.ts';

const tags = smallCollection<TagRow>(({ api }, window) => api.tags.list(window));

export const LeadTag = entity<TagRow>('LeadTag', { scope: 'workspace:read', load: loadFrom(tags) });

LeadTag.implement({
  description: 'A tag on leads and companies.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    name: t.exposeString('name', { description: 'Name of the tag.' }),
    color: t.exposeString('color', { description: 'Its colour, such as `#33aa55`.' }),
    createdAt: t.field(dateTime('created_at', 'When it was created.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

builder.queryField('leadTags', (t) =>
  t.field({
    type: [LeadTag],
    description: 'All tags, the oldest first.',
    resolve: (_root, _args, context) => tags.all(context),
  }),
);

/** All tags of the team. */
export function allTags(context: Context): Promise<TagRow[]> {
  return tags.all(context);
}

/** Tags are made by naming them on a lead: after that they are to be read anew. */
export function forgetTags(context: Context): void {
  tags.forget(context);
  LeadTag.forget(context);
}

rowMutations(LeadTag, {
  name: 'LeadTag',
  id: 'tagId',
  scope: 'workspace:write',
  create: 'Creates a tag. Tags that are named on a lead are created by that. Not documented by GetSales itself.',
  update: {
    description: 'Changes the name or the colour of a tag, wherever it is used. Not documented by GetSales itself.',
    write: (api) => api.tags.update,
  },
  delete: 'Deletes a tag, which all leads and companies then lose. Not documented by GetSales itself.',
  fields: {
    name: writable.text('name', 'Its name.', { isRequired: true }),
    color: writable.text('color', 'Its colour, such as `#33aa55`.'),
  },
  row: (t) => ({ leadTag: t.field(writtenRow(LeadTag)) }),
  writes: (api) => api.tags,
  list: (api, window) => api.tags.list(window),
  sameKeys: ['name'],
  forget: forgetTags,
});
