import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../gateway/test/eventually.ts';
import { startStack } from '../../gateway/test/stack.ts';
import { run, startCommand } from './command.ts';
import { type Postgres, postgresFolder, startPostgres } from './postgres.ts';

interface Line {
  uuid: string;
  deletedAt?: string;
  firstName?: string;
  text?: string;
}

/** A stack with some leads and messages, and a folder for files. */
async function startExporting() {
  await using opened = new AsyncDisposableStack();
  const stack = opened.use(
    await startStack({
      env: { UPSTREAM_REQUESTS_PER_MINUTE: '100000' },
      sandbox: { size: { leads: 1_300, messages: 2_000 }, dialect: { requestsPerMinute: null } },
    }),
  );
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), 'export-')));
  const path = join(folder.path, 'rows.jsonl');
  const owned = opened.move();
  return {
    stack,
    path,
    run: (what: string, ...options: string[]) => run('export', stack, [what, '--to', path, ...options]),
    start: (what: string, ...options: string[]) => startCommand('export', stack, [what, '--to', path, ...options]),
    lines: (): Line[] =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What the lines of a file come to: the last one of each row that is not deleted. */
function mirrored(lines: readonly Line[]): string[] {
  const rows = new Map(lines.map((line) => [line.uuid, line]));
  return [...rows.values()].flatMap(({ uuid, deletedAt }) => (deletedAt === undefined ? uuid : [])).toSorted();
}

const uuidsOf = (rows: readonly { uuid: string }[]) => rows.map(({ uuid }) => uuid).toSorted();

it('exports all rows once by about one request for 95, then what has changed, then what was deleted', async () => {
  await using exporting = await startExporting();
  const { stack, lines } = exporting;
  const { leads } = stack.sandbox.world;
  expect(await exporting.run('leads')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1300 leads saved, 0 del/),
  });
  expect(uuidsOf(lines())).toEqual(uuidsOf(leads.all()));
  const isOfLists = (line: string) => line.startsWith('GET /leads/api/leads?');
  expect(stack.upstream.filter(isOfLists).length).toBeLessThanOrEqual(Math.ceil(1_300 / 95) + 2);
  expect(lines()[0]).toMatchObject({ list: { name: expect.any(String) }, customFields: expect.any(Object) });

  stack.forget();
  stack.sandbox.clock.advance(3_600_000);
  const [first, second, third] = leads.all();
  const updated_at = stack.sandbox.clock.timestamp();
  leads.update(second?.uuid ?? '', { first_name: 'Changed', updated_at });
  leads.remove(first?.uuid ?? '');
  leads.remove(third?.uuid ?? '');
  const added = leads.insert({ first_name: 'Added' });
  await exporting.run('leads', '--overlap', '0');
  expect(
    lines()
      .slice(1_300)
      .map(({ firstName }) => firstName)
      .toSorted(),
  ).toEqual(expect.arrayContaining(['Added', 'Changed']));
  expect(lines().length).toBeLessThan(1_330);
  expect(stack.upstream.filter(isOfLists).length).toBeLessThanOrEqual(3);
  expect(mirrored(lines())).toContain(first?.uuid);

  expect((await exporting.run('leads', '--sweep')).stdout).toMatch(/^1299 leads saved, 2 deleted/);
  expect(mirrored(lines())).toEqual(uuidsOf(leads.all()));
  expect(mirrored(lines())).toContain(added.uuid);
});

it('goes on after kill -9 at the last whole page, and cuts off what stands behind it', {
  timeout: 60_000,
}, async () => {
  await using exporting = await startExporting();
  const { stack, path, lines } = exporting;
  stack.sandbox.faults.add({ kind: 'delay', ms: 200 });
  const killed = exporting.start('messages');
  await eventually(() => expect(readFileSync(`${path}.state.json`, 'utf8')).toMatch(/"cursor": "/));
  killed.signal('SIGKILL');
  await killed.ended;
  appendFileSync(path, '{"uuid":"half a li');
  stack.sandbox.faults.clear();
  stack.forget();
  expect((await exporting.run('messages')).code).toBe(0);
  expect(uuidsOf(lines())).toEqual(uuidsOf(stack.sandbox.world.messages.all()));
  expect(stack.upstream.length).toBeLessThan(20);
});

it('exports from a time on, and reads no further', async () => {
  await using exporting = await startExporting();
  const { stack, lines } = exporting;
  const rows = stack.sandbox.world.messages.all();
  const times = rows.map(({ created_at }) => String(created_at)).toSorted();
  const since = times.at(-60) ?? '';
  const { code } = await exporting.run(
    'messages',
    '--since',
    new Date(Date.parse(since)).toISOString(),
    '--by',
    'created',
  );
  expect(code).toBe(0);
  const sinceMs = Date.parse(since);
  expect(uuidsOf(lines())).toEqual(uuidsOf(rows.filter(({ created_at }) => Date.parse(String(created_at)) >= sinceMs)));
  expect(stack.upstream.length).toBeLessThan(5);
});

it('stops at SIGINT, and says why a target or a time cannot be used', async () => {
  await using exporting = await startExporting();
  exporting.stack.sandbox.faults.add({ kind: 'delay', ms: 200 });
  const stopped = exporting.start('messages');
  await eventually(() => expect(existsSync(exporting.path) && statSync(exporting.path).size).toBeGreaterThan(100_000));
  stopped.signal('SIGINT');
  expect(await stopped.ended).toMatchObject({
    code: 130,
    stderr: expect.stringContaining(`pnpm export messages --to `),
  });
  for (const [options, message] of [
    [['leads'], 'holds messages: name another file.'],
    [['messages', '--since', 'soon'], '--since takes a time'],
    [['messages', '--to', 'mysql://x'], '--to takes a file or postgres://'],
    [['messages', '--to', 'postgres://x@127.0.0.1:1/x'], 'PostgreSQL cannot be reached'],
    [['tags'], 'Say what to export'],
  ] as const) {
    const [what = '', ...others] = options;
    expect(await exporting.run(what, ...others)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  }
});

const bin = postgresFolder();
const GUIDE = readFileSync(new URL('../../../docs/guides/nightly-mirror.md', import.meta.url), 'utf8');

const state = (postgres: Postgres) =>
  postgres.query<{ state: { walk: object | null } }>('SELECT state FROM getsales_exports');

it.skipIf(bin === undefined)(
  'keeps tables in PostgreSQL, over kill -9, changes and deletions',
  { timeout: 60_000 },
  async ({ skip }) => {
    if (bin === undefined) return skip('PostgreSQL is not installed');
    await using exporting = await startExporting();
    await using postgres = await startPostgres(bin);
    const { stack } = exporting;
    const { messages } = stack.sandbox.world;
    const to = ['--to', postgres.url];
    const live = () => postgres.query<{ uuid: string }>('SELECT uuid FROM getsales_messages WHERE deleted_at IS NULL');
    stack.sandbox.faults.add({ kind: 'delay', ms: 100 });
    const killed = exporting.start('messages', ...to);
    await eventually(async () => expect((await live()).length).toBeGreaterThan(900));
    killed.signal('SIGKILL');
    await killed.ended;
    stack.sandbox.faults.clear();
    expect(await state(postgres)).toMatchObject([{ state: { walk: { cursor: expect.any(String) } } }]);
    expect((await exporting.run('messages', ...to)).code).toBe(0);
    expect(uuidsOf(await live())).toEqual(uuidsOf(messages.all()));

    stack.sandbox.clock.advance(3_600_000);
    const [first, second] = messages.all();
    messages.update(first?.uuid ?? '', { text: 'Changed \u0000', updated_at: stack.sandbox.clock.timestamp() });
    messages.remove(second?.uuid ?? '');
    expect((await exporting.run('messages', ...to)).code).toBe(0);
    const changed = await postgres.query(
      `SELECT data->>'text' AS text FROM getsales_messages WHERE uuid = '${first?.uuid}'`,
    );
    expect(changed).toEqual([{ text: 'Changed ' }]);
    expect(await live()).toHaveLength(2_000);
    expect((await exporting.run('messages', '--sweep', ...to)).stdout).toMatch(/^1999 messages saved, 1 deleted/);
    expect(uuidsOf(await live())).toEqual(uuidsOf(messages.all()));
    expect(await state(postgres)).toMatchObject([{ state: { walk: null } }]);
  },
);

it.skipIf(bin === undefined)('mirrors by the commands of the guide, and answers its SQL', async ({ skip }) => {
  if (bin === undefined) return skip('PostgreSQL is not installed');
  await using exporting = await startExporting();
  await using postgres = await startPostgres(bin);
  const commands = [...GUIDE.matchAll(/^npx -y pnpm@12 export (\w+) --to postgres:\S+(.*)$/gm)];
  expect(commands.map(([, what]) => what)).toEqual(['leads', 'messages', 'leads']);
  for (const [, what = '', options = ''] of commands) {
    const words = options.split(' ').filter(Boolean);
    expect((await exporting.run(what, '--to', postgres.url, ...words)).code).toBe(0);
  }
  const [, sql = ''] = /^```sql\n([\s\S]*?)^```$/m.exec(GUIDE) ?? [];
  await postgres.query(sql);
  const { messages } = exporting.stack.sandbox.world;
  const replies = messages.all().filter(({ type }) => type === 'inbox');
  expect(await postgres.query('SELECT * FROM replies')).toHaveLength(replies.length);
  const { stdout } = await exporting.run('leads', '--help');
  for (const [, option = ''] of GUIDE.matchAll(/`(--[a-z-]+)/g)) expect(stdout).toContain(option);
});
