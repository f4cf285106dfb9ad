import { open, readFile, rename } from 'node:fs/promises';
import { UsageError } from './settings.ts';

/** What was written last; undefined where there is no such file. @throws {UsageError} where `isState` says that it is none. */
export async function readState<State>(
  file: string,
  isState: (value: unknown) => value is State,
): Promise<State | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const state = toJson(text);
  if (isState(state)) return state;
  throw new UsageError(`${file} is not the state of such a command. Move it away to begin anew.`);
}

/** Replaces the file as a whole: after a crash it holds this state or the one before. */
export async function writeState(file: string, state: object): Promise<void> {
  const next = `${file}.next`;
  await using handle = await open(next, 'w');
  await handle.writeFile(`${JSON.stringify(state, null, 2)}\n`);
  await handle.sync();
  await rename(next, file);
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
