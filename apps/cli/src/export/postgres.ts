import { Client } from 'pg';
import { UsageError } from '../settings.ts';
import type { Kind, Row } from './kind.ts';
import { isExportState, type Known, type Target, type Walk } from './state.ts';

const STATES = `CREATE TABLE IF NOT EXISTS getsales_exports (
  kind text PRIMARY KEY,
  state jsonb NOT NULL
)`;

const rowsTable = (table: string) => `CREATE TABLE IF NOT EXISTS ${table} (
  uuid uuid PRIMARY KEY,
  created_at timestamptz,
  updated_at timestamptz,
  deleted_at timestamptz,
  walk_id uuid NOT NULL,
  data jsonb NOT NULL
)`;

const upsert = (table: string) => `INSERT INTO ${table} (uuid, created_at, updated_at, walk_id, data)
  SELECT (data->>'uuid')::uuid, (data->>'createdAt')::timestamptz, (data->>'updatedAt')::timestamptz, $2, data
  FROM jsonb_array_elements($1::jsonb) AS rows(data)
  ON CONFLICT (uuid) DO UPDATE SET created_at = excluded.created_at, updated_at = excluded.updated_at,
    deleted_at = NULL, walk_id = excluded.walk_id, data = excluded.data`;

/** Keeps the tables `getsales_leads` or `getsales_messages`, with the state of the export in the transaction of its rows. */
export async function openPostgres(url: string, { name }: Kind): Promise<Target> {
  const table = `getsales_${name}`;
  const client = new Client({ connectionString: url, application_name: 'getsales-export' });
  await client.connect().catch((error: Error) => {
    throw new UsageError(`--to: PostgreSQL cannot be reached: ${error.message}`);
  });
  // A connection that breaks later fails the query that is under way, or the next one.
  client.on('error', () => {});
  await prepare(client, table);
  return {
    async load() {
      const { rows } = await client.query('SELECT state FROM getsales_exports WHERE kind = $1', [name]);
      const state: unknown = rows[0]?.state;
      return isExportState(state) ? state : undefined;
    },
    async save({ rows = [], deleted = [] }, state) {
      await client.query('BEGIN');
      if (rows.length > 0) await client.query(upsert(table), [toJson(rows), state.walk?.id]);
      const gone = deleted.map(({ uuid }) => uuid);
      if (gone.length > 0) {
        await client.query(`UPDATE ${table} SET deleted_at = now() WHERE uuid = ANY($1::uuid[])`, [gone]);
      }
      await client.query(
        'INSERT INTO getsales_exports (kind, state) VALUES ($1, $2) ON CONFLICT (kind) DO UPDATE SET state = excluded.state',
        [name, JSON.stringify(state)],
      );
      await client.query('COMMIT');
    },
    async unseen({ id }: Walk) {
      const text = `SELECT uuid, data->>'id' AS id FROM ${table} WHERE walk_id <> $1 AND deleted_at IS NULL`;
      return (await client.query<Known>(text, [id])).rows;
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** Makes the tables, and keeps a second export of the same rows out. */
async function prepare(client: Client, table: string): Promise<void> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock(hashtext($1)) AS free', [table]);
  if (!rows[0]?.free) {
    await client.end();
    throw new UsageError(`--to: another export into ${table} is under way.`);
  }
  await client.query(STATES);
  await client.query(rowsTable(table));
}

/** JSON of the rows, each once. PostgreSQL takes no NUL in a text. */
function toJson(rows: readonly Row[]): string {
  const byUuid = new Map(rows.map((row) => [row.uuid.toLowerCase(), row]));
  return JSON.stringify([...byUuid.values()]).replaceAll('\\u0000', '');
}
