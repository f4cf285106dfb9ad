import { mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { outcomeOf, startSending } from './sending.ts';

it('refuses sends with a key and serves the rest while its folder cannot be written', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'data-'));
  const inTheWay = join(folder.path, 'data');
  await writeFile(inTheWay, '');
  await using sending = await startSending({ env: { DATA_DIR: inTheWay } });
  expect((await sending.stack.query('{ viewer { uuid } }')).errors).toBeUndefined();
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('COORDINATION_UNAVAILABLE');
  expect(sending.posts()).toBe(0);
  const refused = sending.stack.log.map((line) => JSON.parse(line)).find(({ codes }) => codes !== undefined);
  expect(refused).toMatchObject({
    level: 'warn',
    codes: ['COORDINATION_UNAVAILABLE'],
    causes: [{ type: 'CoordinationUnavailable', cause: { code: expect.stringMatching(/^E/) } }],
  });
  expect(outcomeOf(await sending.send({ text: 'Without a key' }))).toBe('sent');
  await rm(inTheWay);
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
  expect(sending.stored()).toEqual(['Without a key', 'Hello']);
});

it('refuses sends with a key and logs why while the disk is full', async () => {
  const { exec } = DatabaseSync.prototype;
  let isFull = true;
  using _ = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
    if (isFull) exec.call(this, 'PRAGMA max_page_count = 1');
    exec.call(this, sql);
  });
  await using sending = await startSending();
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('COORDINATION_UNAVAILABLE');
  expect(sending.posts()).toBe(0);
  const refused = sending.stack.log.map((line) => JSON.parse(line)).find(({ codes }) => codes !== undefined);
  expect(refused).toMatchObject({
    level: 'warn',
    codes: ['COORDINATION_UNAVAILABLE'],
    causes: [{ type: 'CoordinationUnavailable', cause: { message: 'database or disk is full' } }],
  });
  expect(outcomeOf(await sending.send({ text: 'Without a key' }))).toBe('sent');
  isFull = false;
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
});
