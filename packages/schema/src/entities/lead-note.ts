import type { Note as NoteRow } from '@getsales-gateway/api-client';
import { badInput } from '../bad-input.ts';
import { builder } from '../builder.ts';
import { hasMany } from '../kit/connection.ts';
import { entity } from '../kit/entity.ts';
import { guessedList } from '../kit/guessed-list.ts';
import { loadByFilter } from '../kit/loading.ts';
import { uuidIn } from '../kit/relations.ts';
import { rowMutations, writtenRow } from '../kit/row-mutations.ts';
import { writable } from '../kit/writable.ts';
import { dateTime } from '../wire.ts';
import { Lead } from './lead/lead.ts';
import { LeadCompany } from './lead-company.ts';

export const LeadNote = entity<NoteRow>('LeadNote', {
  scope: 'leads:read',
  load: loadByFilter('notes by uuid', (api) => api.notes.list),
});

LeadNote.implement({
  description: 'A note on a lead or a company. Not documented by GetSales itself.',
  fields: (t) => ({
    teamId: t.exposeFloat('team_id', { description: 'Numeric id of the team.' }),
    userId: t.exposeFloat('user_id', { description: 'Numeric id of the user who wrote it.' }),
    object: t.exposeString('object', { description: 'What it is on: `lead` or `company`.' }),
    lead: t.field({
      type: Lead,
      description: 'The lead that it is on, if any.',
      resolve: ({ object, object_uuid }, _args, context, info) =>
        object === 'lead' ? Lead.refer(uuidIn(object_uuid), context, info) : null,
    }),
    company: t.field({
      type: LeadCompany,
      description: 'The company that it is on, if any.',
      resolve: ({ object, object_uuid }, _args, context, info) =>
        object === 'company' ? LeadCompany.refer(uuidIn(object_uuid), context, info) : null,
    }),
    note: t.exposeString('note', { description: 'The text.' }),
    createdAt: t.field(dateTime('created_at', 'When it was written.')),
    updatedAt: t.field(dateTime('updated_at', 'When it last changed.')),
  }),
});

const LeadNoteConnection = builder.connectionObject({ type: LeadNote, name: 'LeadNoteConnection' });

const listNotes = guessedList<NoteRow, 'object_uuid'>({
  name: 'notes by object',
  key: 'object_uuid',
  list: ({ api }) => api.notes.list,
});

const leadNotes = hasMany(LeadNote, { name: 'Lead.notes', key: 'object_uuid', list: listNotes });

builder.objectField(Lead, 'notes', (t) =>
  t.connection(
    {
      type: LeadNote,
      description: 'Notes on the lead, the newest first. Not documented by GetSales itself.',
      resolve: leadNotes.resolve,
    },
    LeadNoteConnection,
  ),
);

const companyNotes = hasMany(LeadNote, { name: 'LeadCompany.notes', key: 'object_uuid', list: listNotes });

builder.objectField(LeadCompany, 'notes', (t) =>
  t.connection(
    {
      type: LeadNote,
      description: 'Notes on the company, the newest first. Not documented by GetSales itself.',
      resolve: companyNotes.resolve,
    },
    LeadNoteConnection,
  ),
);

rowMutations(LeadNote, {
  name: 'LeadNote',
  id: 'noteId',
  scope: 'leads:write',
  create: 'Writes a note on a lead or on a company: give one of the two. Not documented by GetSales itself.',
  update: {
    description: 'Changes the text of a note. Not documented by GetSales itself.',
    write: (api) => api.notes.update,
  },
  delete: 'Deletes a note. Not documented by GetSales itself.',
  fields: {
    leadId: writable.id('lead_uuid', 'Lead', 'The lead that it is on.', { only: 'create' }),
    companyId: writable.id('company_uuid', 'LeadCompany', 'The company that it is on.', { only: 'create' }),
    note: writable.text('note', 'The text.', { isRequired: true }),
  },
  toBody({ lead_uuid, company_uuid, note }) {
    if ((lead_uuid == null) === (company_uuid == null)) throw badInput('`input` takes one of `leadId` and `companyId`');
    return lead_uuid == null
      ? { object: 'company', object_uuid: company_uuid, note }
      : { object: 'lead', object_uuid: lead_uuid, note };
  },
  row: (t) => ({ leadNote: t.field(writtenRow(LeadNote)) }),
  writes: (api) => api.notes,
  list: (api, window) => api.notes.list(window),
  sameKeys: ['object_uuid', 'note'],
  forget: (context, uuid) => LeadNote.forget(context, uuid),
});
