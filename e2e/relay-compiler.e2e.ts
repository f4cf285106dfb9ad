import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const COMPILER = fileURLToPath(import.meta.resolve('relay-compiler/cli.js'));

const INBOX = `
import { graphql } from 'relay-runtime';

graphql\`
  query InboxQuery { ...Inbox_leads }
\`;

graphql\`
  fragment Inbox_leads on Query
    @refetchable(queryName: "InboxLeadsQuery")
    @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    leads(first: $count, after: $cursor, filter: { status: "ok" }) @connection(key: "Inbox_leads") {
      totalCount
      edges { node { name ...Thread_lead } }
    }
  }
\`;

graphql\`
  fragment Thread_lead on Lead
    @refetchable(queryName: "ThreadQuery")
    @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    messages(last: $count, before: $cursor) @connection(key: "Thread_messages") {
      edges { node { text sentAt direction } }
    }
  }
\`;
`;

it('compiles refetchable connections over the committed schema with the Relay compiler', async () => {
  await using project = await mkdtempDisposable(join(tmpdir(), 'relay-'));
  const file = (name: string) => join(project.path, name);
  await copyFile(new URL('../packages/schema/schema.graphql', import.meta.url), file('schema.graphql'));
  await mkdir(file('artifacts'));
  await writeFile(file('Inbox.ts'), INBOX);
  await writeFile(
    file('relay.config.json'),
    JSON.stringify({ src: '.', schema: 'schema.graphql', language: 'typescript', artifactDirectory: 'artifacts' }),
  );

  await promisify(execFile)(process.execPath, [COMPILER, 'relay.config.json'], { cwd: project.path });

  expect((await readdir(file('artifacts'))).sort()).toEqual([
    'InboxLeadsQuery.graphql.ts',
    'InboxQuery.graphql.ts',
    'Inbox_leads.graphql.ts',
    'ThreadQuery.graphql.ts',
    'Thread_lead.graphql.ts',
  ]);
  // A thread is refetched from the lead alone, by its global ID.
  expect(await readFile(file('artifacts/ThreadQuery.graphql.ts'), 'utf8')).toContain('node(id: $id)');
});
