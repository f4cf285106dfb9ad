import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import RelayPlugin, { resolveArrayConnection } from '@pothos/plugin-relay';
import { createYoga } from 'graphql-yoga';

/** A note of this team about a lead. Of the lead, only the UUID is known. */
interface Note {
  leadUuid: string;
  text: string;
  writtenAt: string;
}

interface Context {
  /** The newest first. */
  notes: Note[];
}

const builder = new SchemaBuilder<{ Context: Context; DefaultFieldNullability: false }>({
  plugins: [RelayPlugin, DirectivesPlugin, FederationPlugin],
  directives: { useGraphQLToolsUnorderedDirectives: true },
  defaultFieldNullability: false,
  relay: {
    cursorType: 'String',
    clientMutationId: 'omit',
    // Every subgraph with connections defines this type, so each must mark it as shareable.
    pageInfoTypeOptions: { shareable: true },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
  },
});

builder.queryType();
builder.mutationType();

const TeamNote = builder.objectRef<Note>('TeamNote');

const Lead = builder
  .externalRef('Lead', builder.selection<{ uuid: string }>('uuid'), ({ uuid }) => ({ uuid }))
  .implement({
    externalFields: (t) => ({ uuid: t.id() }),
    fields: (t) => ({
      teamNotes: t.connection(
        {
          type: TeamNote,
          // Nullable, so that an outage of one subgraph does not null the data of the other.
          nullable: true,
          description: 'What the team noted about this lead, the newest first.',
          resolve: ({ uuid }, args, { notes }) =>
            resolveArrayConnection(
              { args },
              notes.filter(({ leadUuid }) => leadUuid === uuid),
            ),
        },
        { name: 'TeamNoteConnection' },
        { name: 'TeamNoteEdge' },
      ),
    }),
  });

TeamNote.implement({
  fields: (t) => ({
    text: t.exposeString('text'),
    writtenAt: t.exposeString('writtenAt'),
    lead: t.field({ type: Lead, nullable: true, resolve: ({ leadUuid }) => ({ uuid: leadUuid }) }),
  }),
});

builder.queryField('latestNotes', (t) =>
  t.field({ type: [TeamNote], resolve: (_root, _args, { notes }) => notes.slice(0, 20) }),
);

builder.relayMutationField(
  'addTeamNote',
  {
    inputFields: (t) => ({ leadUuid: t.id({ required: true }), text: t.string({ required: true }) }),
  },
  {
    resolve: (_root, { input: { leadUuid, text } }, { notes }) => {
      const note = { leadUuid: String(leadUuid), text, writtenAt: new Date().toISOString() };
      notes.unshift(note);
      return note;
    },
  },
  {
    outputFields: (t) => ({ note: t.field({ type: TeamNote, resolve: (note) => note }) }),
  },
);

/** Serves the notes as GraphQL over HTTP. They are kept in memory only. */
export function createNotesSubgraph() {
  const notes: Note[] = [];
  return createYoga({
    schema: builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.9' }),
    context: { notes },
    logging: 'warn',
  });
}
