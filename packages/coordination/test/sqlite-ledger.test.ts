import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CoordinationUnavailable } from '@getsales-gateway/api-client';
import { describe, expect, it } from 'vitest';
import { steadyClock } from '../src/clock.ts';
import { startSqliteLedger } from '../src/index.ts';
import { begun, toRequest } from './ledger-stage.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./sending-process.ts', import.meta.url));
const warn = () => {};

async function makeDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'ledger-'));
  return {
    file: join(directory, 'data', 'sends.sqlite'),
    data: join(directory, 'data'),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

function changeFile(path: string, sql: string): void {
  using database = new DatabaseSync(path);
  database.exec(sql);
}

describe('a ledger in a file', { timeout: 60_000 }, () => {
  it('knows of a possible send when the process that began it was killed', async () => {
    await using directory = await makeDirectory();
    const sender = spawn(process.execPath, [script, directory.file, 'hang']);
    await once(sender.stdout, 'data');
    sender.kill('SIGKILL');
    await once(sender, 'exit');
    await using ledger = await startSqliteLedger({ path: directory.file, warn, terms: { leaseMs: 1_000 } });
    const answer = await ledger.begin(toRequest({ maxWaitMs: 30_000 }));
    expect(answer).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 1_000 });
  });

  it('lets one of several processes send, and tells the others its message', async () => {
    await using directory = await makeDirectory();
    const processes = Array.from({ length: 4 }, () => run(process.execPath, [script, directory.file, 'send']));
    const answers = (await Promise.all(processes)).map(({ stdout }) => stdout.trim());
    expect(answers.filter((answer) => answer === 'started')).toHaveLength(1);
    expect(new Set(answers).size).toBe(2);
  });

  it('prints no warning, of Node or of ours', async () => {
    await using directory = await makeDirectory();
    const { stderr } = await run(process.execPath, [script, directory.file, 'send']);
    expect(stderr).toBe('');
  });

  it('refuses when the disk is full, and has kept what was sent before', async () => {
    await using directory = await makeDirectory();
    // No file may grow beyond 512 blocks: a full disk that needs no rights to be had.
    const { stdout } = await run('sh', [
      '-c',
      `ulimit -f 512; '${process.execPath}' '${script}' '${directory.file}' fill`,
    ]);
    expect(stdout).toMatch(/^CoordinationUnavailable after \d+\n$/);
    const sends = Number(stdout.match(/\d+/)?.[0]);
    expect(sends).toBeGreaterThan(0);
    await using ledger = await startSqliteLedger({ path: directory.file, warn });
    for (const i of [0, sends - 1]) {
      expect(await ledger.begin(toRequest({ key: `key-${i}` }))).toEqual({ kind: 'replay', uuid: `message-${i}` });
    }
  });

  it('refuses while the file cannot be written, warns of it at start, and recovers by itself', async () => {
    await using directory = await makeDirectory();
    await writeFile(directory.data, 'in the way');
    const warnings: string[] = [];
    await using ledger = await startSqliteLedger({
      path: directory.file,
      warn: (message) => void warnings.push(message),
    });
    expect(warnings).toHaveLength(1);
    await expect(ledger.check()).rejects.toThrow(CoordinationUnavailable);
    await expect(ledger.begin(toRequest())).rejects.toThrow(CoordinationUnavailable);
    await rm(directory.data);
    await ledger.check();
    expect(await ledger.begin(toRequest())).toMatchObject({ kind: 'started' });
  });

  it('refuses while another process locks the file, and recovers by itself', async () => {
    await using directory = await makeDirectory();
    await using ledger = await startSqliteLedger({ path: directory.file, warn });
    using other = new DatabaseSync(directory.file);
    other.exec('BEGIN IMMEDIATE');
    await expect(ledger.begin(toRequest())).rejects.toThrow(CoordinationUnavailable);
    other.exec('ROLLBACK');
    expect(await ledger.begin(toRequest())).toMatchObject({ kind: 'started' });
  });

  it('refuses a file of a later version rather than misread it', async () => {
    await using directory = await makeDirectory();
    await (await startSqliteLedger({ path: directory.file, warn }))[Symbol.asyncDispose]();
    using later = new DatabaseSync(directory.file);
    later.exec('PRAGMA user_version = 99');
    await using ledger = await startSqliteLedger({ path: directory.file, warn });
    await expect(ledger.begin(toRequest())).rejects.toThrow(CoordinationUnavailable);
  });

  it.each([
    'PRAGMA user_version = 1',
    'ALTER TABLE sends ADD COLUMN dated INTEGER NOT NULL DEFAULT 1; PRAGMA user_version = 2',
  ])('goes on with the file of an earlier version: %s', async (before) => {
    await using directory = await makeDirectory();
    {
      await using ledger = await startSqliteLedger({ path: directory.file, warn });
      await begun(await ledger.begin(toRequest())).sent('message-1');
      await begun(await ledger.begin(toRequest({ key: 'key-2' }))).unconfirmed();
    }
    changeFile(directory.file, before);
    await using ledger = await startSqliteLedger({ path: directory.file, warn });
    expect(await ledger.begin(toRequest())).toEqual({ kind: 'replay', uuid: 'message-1' });
    expect(await ledger.begin(toRequest({ key: 'key-2' }))).toMatchObject({
      kind: 'unconfirmed',
      firstAttemptAt: 1_000,
    });
    expect(await ledger.begin(toRequest({ key: 'key-3', leadUuid: 'another' }))).toMatchObject({ kind: 'started' });
  });

  it('looks in the whole thread for a send that an earlier version recorded without a date', async () => {
    await using directory = await makeDirectory();
    {
      await using ledger = await startSqliteLedger({ path: directory.file, warn });
      await begun(await ledger.begin(toRequest())).unconfirmed();
    }
    changeFile(
      directory.file,
      'ALTER TABLE sends ADD COLUMN dated INTEGER NOT NULL DEFAULT 0; PRAGMA user_version = 2',
    );
    await using ledger = await startSqliteLedger({ path: directory.file, warn });
    expect(await ledger.begin(toRequest())).toMatchObject({ kind: 'unconfirmed', firstAttemptAt: 0 });
  });

  it('does not wait for a lease of a time to come, when the clock was set back before a restart', async () => {
    await using directory = await makeDirectory();
    {
      await using mortal = await startSqliteLedger({ path: directory.file, warn });
      begun(await mortal.begin(toRequest()));
    }
    const clock = { ...steadyClock, now: () => steadyClock.now() - 3_600_000 };
    await using ledger = await startSqliteLedger({ path: directory.file, warn, clock });
    expect(await ledger.begin(toRequest())).toMatchObject({ kind: 'unconfirmed' });
  });
});
