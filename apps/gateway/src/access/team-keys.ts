import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { headerValue } from '../env-value.ts';

/** Events of the file system miss that a mounted secret was swapped for another file. */
const LOOK_EVERY_MS = 500;

const teamId = z.union([headerValue(), z.number().transform(String)]);
const fileSchema = z.record(z.string(), z.object({ apiKey: headerValue(), teamId: teamId.optional() }));

type TeamKey = z.infer<typeof fileSchema>[string];

/** The upstream key of each team, by what the claim of a token says. */
export interface TeamKeys extends Disposable {
  get(team: string): TeamKey | undefined;
  /** Reads the file anew. One that cannot be used is logged, and the keys stay as they are. */
  reread(): void;
}

/**
 * Reads `{ "<team>": { "apiKey": "…", "teamId": "…" } }` from a file, and again whenever it changes.
 *
 * @throws when it cannot be read, or is not like that.
 */
export function startTeamKeys(file: string, log: { info: Log; warn: Log }): TeamKeys {
  let seen = stampOf(file);
  let teams = readTeamKeys(file);
  const reread = () => {
    seen = stampOf(file);
    try {
      teams = readTeamKeys(file);
      log.info(`GETSALES_API_KEYS_FILE was read again: ${teams.size} teams`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      log.warn(`GETSALES_API_KEYS_FILE cannot be used, the keys stay as they are: ${reason}`);
    }
  };
  const look = () => {
    if (stampOf(file) !== seen) reread();
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    get: (team) => teams.get(team),
    reread,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Changes with the file. */
function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? 'missing' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

type Log = (message: string) => void;

/** @throws with what is wrong, but none of the text: it holds keys. */
export function readTeamKeys(file: string): Map<string, TeamKey> {
  const parsed = fileSchema.safeParse(toJson(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error('expected { "<team>": { "apiKey": "…", "teamId": "…" } }');
  return new Map(Object.entries(parsed.data));
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
}
