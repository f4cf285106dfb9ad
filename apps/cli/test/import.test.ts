import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../gateway/test/eventually.ts';
import { type Stack, startStack } from '../../gateway/test/stack.ts';
import { type Ended, run, startCommand } from './command.ts';

const CREATE = 'POST /leads/api/leads';
const UPSERT = 'POST /leads/api/leads/upsert';

/** A stack without leads, and a folder for files. */
async function startImporting(env: Record<string, string> = {}) {
  await using opened = new AsyncDisposableStack();
  const stack = opened.use(
    await startStack({
      env: { UPSTREAM_REQUESTS_PER_MINUTE: '100000', ...env },
      sandbox: { size: { leads: 0 }, time: 'ticking', dialect: { requestsPerMinute: null } },
    }),
  );
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), 'import-')));
  const listId = stack.sandbox.world.lists.all()[0]?.uuid ?? '';
  const path = join(folder.path, 'leads.csv');
  const args = (...options: string[]) => [path, '--list', listId, ...options];
  const owned = opened.move();
  return {
    stack,
    listId,
    path,
    write: (lines: readonly string[]) => writeFileSync(path, `${lines.join('\n')}\n`),
    rejects: () => readFileSync(`${path}.rejects.csv`, 'utf8').trimEnd().split('\n'),
    start: (...options: string[]) => startCommand('import-leads', stack, args(...options)),
    run: (...options: string[]): Promise<Ended> => run('import-leads', stack, args(...options)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Upstream requests that write, with their numbers. */
function writes({ upstream }: Stack): Record<string, number> {
  const lines = upstream.filter((line) => line.startsWith('POST'));
  return Object.fromEntries([...Map.groupBy(lines, (line) => line)].map(([line, all]) => [line, all.length]));
}

const HEADER = 'First name,Last name,LinkedIn URL,E-Mail,Company,Tags,Custom: Budget';
const rowOf = (n: number) =>
  `Ann,Lead ${n},https://www.linkedin.com/in/lead-${n}/,lead${n}@example.com,Acme,"new;web",${n}`;
const rows = (count: number) => Array.from({ length: count }, (_, n) => rowOf(n));

it('imports 1,000 rows by 20 requests to GetSales, columns found by their headers', async () => {
  await using importing = await startImporting();
  importing.write([HEADER, ...rows(1_000)]);
  const { code, stdout, stderr } = await importing.run();
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: '1000 rows: 1000 created, 0 updated, 0 unchanged, 0 rejected.\n',
  });
  expect(stderr).toContain('1000 of 1000 rows | 21 requests');
  const { world } = importing.stack.sandbox;
  expect(world.leads.size).toBe(1_000);
  expect(world.leads.all()[7]).toMatchObject({
    name: 'Ann Lead 7',
    linkedin: 'lead-7',
    work_email: 'lead7@example.com',
    company_name: 'Acme',
    list_uuid: importing.listId,
    custom_fields: { Budget: '7' },
    tags: world.tags.all().flatMap(({ name, uuid }) => (['new', 'web'].includes(name) ? uuid : [])),
  });
  expect(writes(importing.stack)).toEqual({ [CREATE]: 20 });
});

it('goes on after kill -9 with no row skipped and none doubled', { timeout: 60_000 }, async () => {
  await using importing = await startImporting();
  const { stack } = importing;
  const { leads } = stack.sandbox.world;
  // Every tenth row has an e-mail address only, every hundredth means the lead of the row before it.
  const lines = Array.from({ length: 2_000 }, (_, n) => {
    if (n % 100 === 50) return `Ann,Later ${n - 1},LEAD-${n - 1},,Acme,,${n}`;
    return n % 10 === 5 ? `Ann,Lead ${n},,lead${n}@example.com,Acme,,${n}` : rowOf(n);
  });
  importing.write([HEADER, ...lines]);
  stack.sandbox.faults.add({ kind: 'delay', ms: 20, method: 'POST' });
  const killed = importing.start('--batch', '200');
  await eventually(() => expect(leads.size).toBeGreaterThan(900));
  killed.signal('SIGKILL');
  expect((await killed.ended).code).toBeNull();
  stack.sandbox.faults.clear();

  const { code, stdout } = await importing.run('--batch', '200', '--resume');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2000 rows: /);
  const expected = lines.flatMap((_, n) => (n % 100 === 50 ? [] : `Ann ${n % 100 === 49 ? 'Later' : 'Lead'} ${n}`));
  const names = leads.all().map(({ name }) => name);
  expect(names.toSorted()).toEqual(expected.toSorted());
  expect(await importing.run('--batch', '200', '--resume')).toMatchObject({
    code: 0,
    stdout: 'This import has ended: nothing is left to send.\n',
  });
});

it('says which lines are wrong before anything is sent', async () => {
  await using importing = await startImporting();
  const wrong = [
    'Ann,"Two\nlines",,not an address,Acme,,',
    'Ann,Nobody,,,Acme,,',
    '',
    'Ann,Company,https://www.linkedin.com/company/acme,,Acme,,',
    'Ann,Short',
  ];
  importing.write([HEADER, rowOf(1), ...wrong, rowOf(2)]);
  for (const option of ['--dry-run', '--batch=10']) {
    const { code, stderr } = await importing.run(option);
    expect(code).toBe(1);
    expect(stderr.split('\n').filter((line) => line.startsWith('line'))).toEqual([
      'line 3: INVALID_EMAIL: workEmail is not an e-mail address.',
      'line 5: NO_IDENTITY: It has no LinkedIn profile and no e-mail address, by which GetSales would know the lead again.',
      'line 7: INVALID_LINKEDIN: linkedinId is not the address or the name of a profile.',
      expect.stringMatching(/^line 8: WRONG_CELL_COUNT: It has 2 cells, not 7\./),
    ]);
  }
  expect(importing.stack.upstream).toEqual([]);
  expect(importing.rejects()[0]).toBe(`import_line,import_code,import_message,${HEADER}`);

  expect(await importing.run('--skip-invalid')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('6 rows: 2 created, 0 updated, 0 unchanged, 4 rejected.\n'),
  });
  expect(writes(importing.stack)).toEqual({ [CREATE]: 1 });
});

it('sends nothing in a dry run', async () => {
  await using importing = await startImporting();
  importing.write([HEADER, ...rows(3)]);
  expect(await importing.run('--dry-run')).toMatchObject({
    code: 0,
    stdout: '3 rows, 0 of them invalid. Nothing was sent.\n',
  });
  expect(importing.stack.upstream).toEqual([]);
});

it('says what an unknown column may mean, and takes it as it is told', async () => {
  await using importing = await startImporting();
  importing.write(['Linkedin_Profil,Frst name,Budget', 'ann,Ann,5']);
  const { code, stderr } = await importing.run();
  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean firstName? Use --map "Frst name=firstName", or --ignore "Frst name".');
  expect(stderr).toContain('"Budget" is not known. Use --map "Budget=customFields.Budget", or --ignore "Budget".');
  const told = ['--map', 'Linkedin_Profil=linkedinId', '--map', 'Frst name=firstName', '--ignore', 'Budget'];
  expect(await importing.run(...told)).toMatchObject({ code: 0 });
  expect(importing.stack.sandbox.world.leads.all()).toMatchObject([{ linkedin: 'ann', first_name: 'Ann' }]);
});

it('puts what GetSales refuses into the rejects file, which can be imported once it is mended', async () => {
  await using importing = await startImporting();
  const { stack, path } = importing;
  const data = { 'leads.1.work_email': ['The domain is blocked.'] };
  const body = { error: { reason: 'validation_error', data } };
  stack.sandbox.faults.add({ kind: 'status', status: 422, body, method: 'POST', times: 1 });
  importing.write([HEADER, ...rows(3)]);
  expect((await importing.run()).code).toBe(1);
  const [head = '', refused = ''] = importing.rejects();
  expect(refused).toMatch(/^3,BAD_USER_INPUT,.*workEmail: The domain is blocked\./);
  expect(stack.sandbox.world.leads.size).toBe(2);

  writeFileSync(path, [head, refused.replace('lead1@', 'other@')].join('\n'));
  expect(await importing.run()).toMatchObject({ code: 0 });
  expect(stack.sandbox.world.leads.all()[2]).toMatchObject({
    work_email: 'other@example.com',
    tags: expect.any(Array),
  });
});

it('sends a row alone that means a lead of a row before it, so that the later one wins', async () => {
  await using importing = await startImporting();
  importing.write([HEADER, rowOf(1), rowOf(2), 'Ann,Later,LEAD-1,,Acme,,']);
  expect((await importing.run('--batch', '2')).code).toBe(0);
  expect(writes(importing.stack)).toEqual({ [CREATE]: 1, [UPSERT]: 1 });
  expect(importing.stack.sandbox.world.leads.all().map(({ name }) => name)).toEqual(['Ann Later', 'Ann Lead 2']);
});

it('sends rows again whose answer was lost: many at once by their profiles, one by one by their addresses', async () => {
  await using importing = await startImporting();
  const { stack } = importing;
  importing.write([
    HEADER,
    ...rows(40),
    ...Array.from({ length: 5 }, (_, n) => `Bob,Mail ${n},,bob${n}@example.com,,,`),
  ]);
  stack.sandbox.faults.add({ kind: 'html', method: 'POST', path: '/leads/api/leads', times: 1 });
  const { code, stdout } = await importing.run();
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^45 rows: 40 created, 5 updated/) });
  expect(writes(stack)).toMatchObject({ [CREATE]: 2, [UPSERT]: 5 });
  expect(stack.sandbox.world.leads.size).toBe(45);
});

it('stops at SIGINT with the line that goes on', async () => {
  await using importing = await startImporting();
  const { stack } = importing;
  importing.write([HEADER, ...rows(600)]);
  stack.sandbox.faults.add({ kind: 'delay', ms: 50, method: 'POST' });
  const stopped = importing.start('--batch', '50');
  await eventually(() => expect(stack.sandbox.world.leads.size).toBeGreaterThan(100));
  stopped.signal('SIGINT');
  const { code, stderr } = await stopped.ended;
  expect(code).toBe(130);
  const [line = ''] = /pnpm import-leads .*/.exec(stderr) ?? [];
  expect(line).toBe(`pnpm import-leads ${importing.path} --list ${importing.listId} --batch 50 --resume`);
  expect(stack.sandbox.world.leads.size).toBeLessThan(600);
  stack.forget();
  expect((await importing.run('--batch', '50', '--resume')).code).toBe(0);
  expect(stack.sandbox.world.leads.size).toBe(600);
  expect(writes(stack)[CREATE]).toBeLessThan(12);
});

it('waits where GetSales refuses for a while, and stops where it is down for too long', async () => {
  await using importing = await startImporting();
  const { stack } = importing;
  importing.write([HEADER, ...rows(100)]);
  stack.sandbox.faults.add({ kind: 'status', status: 503, method: 'POST' });
  const { code, stderr } = await importing.run('--give-up-after', '1');
  expect(code).toBe(3);
  expect(stderr).toContain('Gave up after 1 s.');
  expect(stderr).toMatch(/--resume$/m);
  stack.sandbox.faults.clear();
  stack.sandbox.faults.add({ kind: 'status', status: 429, method: 'POST', times: 1 });
  expect((await importing.run('--resume')).code).toBe(0);
  expect(stack.sandbox.world.leads.size).toBe(100);
});

it('refuses to go on with another file or other options', async () => {
  await using importing = await startImporting();
  importing.write([HEADER, ...rows(100)]);
  importing.stack.sandbox.faults.add({ kind: 'status', status: 401, method: 'POST' });
  expect((await importing.run()).code).toBe(3);
  expect(await importing.run()).toMatchObject({ code: 2, stderr: expect.stringContaining('Use --resume') });
  const other = await importing.run('--resume', '--move-to-list');
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('the options differ') });
  importing.write([HEADER, ...rows(99)]);
  const changed = await importing.run('--resume');
  expect(changed).toMatchObject({ code: 2, stderr: expect.stringContaining('has changed') });
});

it('imports the file of the guide by its commands', async () => {
  await using importing = await startImporting();
  const guide = readFileSync(new URL('../../../docs/guides/import.md', import.meta.url), 'utf8');
  const [, csv = ''] = /^```csv\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  importing.write([csv.trimEnd()]);
  const commands = [...guide.matchAll(/^npx -y pnpm@12 import-leads leads\.csv --list \$LIST(.*)$/gm)];
  const ends = [];
  for (const [, options = ''] of commands) ends.push(await importing.run(...options.split(' ').filter(Boolean)));
  expect(ends.map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, '3 rows, 0 of them invalid. Nothing was sent.\n'],
    [0, '3 rows: 3 created, 0 updated, 0 unchanged, 0 rejected.\n'],
    [0, 'This import has ended: nothing is left to send.\n'],
  ]);
  expect(importing.stack.sandbox.world.leads.all().map(({ custom_fields }) => custom_fields?.['Budget'])).toEqual([
    '5000',
    undefined,
    '200',
  ]);
  const { stdout } = await importing.run('--help');
  for (const [, option = ''] of guide.matchAll(/`(--[a-z-]+)/g)) {
    if (option !== '--help') expect(stdout).toContain(option);
  }
});
