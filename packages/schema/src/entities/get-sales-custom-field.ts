import type { CustomField as CustomFieldRow } from '@getsales-gateway/api-client';
import { builder } from '../builder.ts';
import { entity } from '../kit/entity.ts';
import { loadFrom } from '../kit/loading.ts';
import { rowMutations, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { smallCollection } from '../small-collection.ts';
import { closedSet } from '../wire.ts';

const customFields = smallCollection<CustomFieldRow>(({ api }, window) => api.customFields.list(window));

export const GetSalesCustomField = entity<CustomFieldRow>('GetSalesCustomField', {
  scope: 'workspace:read',
  load: loadFrom(customFields),
});

const CustomFieldObject = closedSet('GetSalesCustomFieldObject', 'What a custom field is for.', {
  LEAD: { value: 'lead', description: 'Leads.' },
  COMPANY: { value: 'company', description: 'Companies.' },
});

GetSalesCustomField.implement({
  description:
    'A field that you have added to leads or companies. `Lead.customFields` has the values. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who created it.' }),
    name: t.exposeString('name', { description: 'Its name: letters, digits and underscores.' }),
    object: t.field({
      type: CustomFieldObject.type,
      description: 'What it is for.',
      resolve: (field) => CustomFieldObject.fromWire(field.object),
    }),
    order: t.exposeInt('order', { description: 'Its place among the others.' }),
  }),
});

builder.queryField('customFields', (t) =>
  t.field({
    type: [GetSalesCustomField],
    description: 'The custom fields, in their order. Not documented by GetSales itself.',
    args: {
      object: t.arg({
        type: CustomFieldObject.type,
        description: 'What they are for. Without it, leads and companies.',
      }),
    },
    resolve: async (_root, { object }, context) => {
      const rows = await customFields.all(context);
      const wanted = object == null ? rows : rows.filter((row) => row.object === object);
      return wanted.toSorted((one, other) => Number(one.order) - Number(other.order));
    },
  }),
);

rowMutations(GetSalesCustomField, {
  name: 'GetSalesCustomField',
  id: 'customFieldId',
  scope: 'workspace:write',
  create: 'Adds a field to leads or companies: at most a hundred to each. Not documented by GetSales itself.',
  update: {
    description: 'Changes a custom field. Not documented by GetSales itself.',
    write: (api) => api.customFields.update,
  },
  delete: 'Deletes a custom field with all its values. Not documented by GetSales itself.',
  fields: {
    name: writable.text('name', 'Its name: letters, digits and underscores.', { isRequired: true }),
    object: writable.oneOf(CustomFieldObject.type, 'object', 'What it is for.', { isRequired: true, only: 'create' }),
    order: writable.integer('order', 'Its place among the others.'),
  },
  row: (t) => ({ customField: t.field(writtenRow(GetSalesCustomField)) }),
  writes: (api) => api.customFields,
  list: (api, window) => api.customFields.list(window),
  sameKeys: ['name', 'object'],
  forget(context, uuid) {
    customFields.forget(context);
    GetSalesCustomField.forget(context, uuid);
  },
});
