import { existsSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readState, writeState } from './state-file.ts';

const isNumbered = (value: unknown): value is { n: number } =>
  typeof value === 'object' && value !== null && 'n' in value;

it('gives back what was written last', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'state-'));
  const file = join(folder.path, 'state.json');
  expect(await readState(file, isNumbered)).toBeUndefined();
  await writeState(file, { n: 1 });
  await writeState(file, { n: 2 });
  expect(await readState(file, isNumbered)).toEqual({ n: 2 });
  expect(existsSync(`${file}.next`)).toBe(false);
});

it('keeps the old state where a crash left half of the next one', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'state-'));
  const file = join(folder.path, 'state.json');
  await writeState(file, { n: 1 });
  writeFileSync(`${file}.next`, '{"n":');
  expect(await readState(file, isNumbered)).toEqual({ n: 1 });
});

it.each(['{"n":', '{"other": 1}', ''])('refuses a file with %j', async (text) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'state-'));
  const file = join(folder.path, 'state.json');
  writeFileSync(file, text);
  await expect(readState(file, isNumbered)).rejects.toThrow('is not the state of such a command');
});
