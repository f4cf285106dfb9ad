import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartedSandbox } from '@getsales-gateway/sandbox';

/** Shorter ones are found by chance. */
const SHORTEST = 8;

/** What nobody may log or store in the clear: the keys that opened a sandbox or tried to, and what its messages and e-mails say. */
export function secretsOf(sandbox: StartedSandbox): string[] {
  const keys = sandbox.requests.flatMap(({ apiKey }) => apiKey ?? []);
  const teams = new Set(sandbox.requests.flatMap(({ teamId }) => teamId ?? []));
  const worlds = [...teams].map((teamId) => sandbox.worldOf(teamId));
  const messages = worlds.flatMap(({ messages, emails }) => [...messages.all(), ...emails.all()]);
  const texts = [
    ...messages.flatMap((row) => [row.subject ?? '', 'text' in row ? (row.text ?? '') : '']),
    ...worlds.flatMap(({ emailBodies }) => emailBodies.all().map(({ body }) => body ?? '')),
  ];
  return [...new Set([sandbox.apiKey, ...keys, ...texts])].filter(({ length }) => length >= SHORTEST);
}

/** All files of a folder in one. */
export function bytesIn(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** @throws naming the first secret that is found. */
export function refuseSecrets(secrets: readonly string[], places: Record<string, string | Buffer>): void {
  for (const [place, content] of Object.entries(places)) {
    const found = secrets.find((secret) => content.includes(secret));
    if (found !== undefined) throw new Error(`${place} holds ${JSON.stringify(found)}`);
  }
}
