import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedSandbox, startSandbox } from '@getsales-gateway/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Attack } from './attacks/attack.ts';
import { ATTACKS } from './attacks/attacks.ts';
import { ROUTER_SECRET, settingsOf, TEAM_KEY, WEBHOOK_SECRET } from './attacks/settings.ts';
import { createTarget, type Target } from './attacks/target.ts';
import { refuseSecrets, secretsOf } from './secrets.ts';
import { startReplica } from './soak/replica.ts';

type Mode = NonNullable<Attack['on']>;
const MODES: Mode[] = ['passthrough', 'jwt', 'open', 'signed'];

const opened = new AsyncDisposableStack();
const targets = new Map<Mode, Target>();
let sandbox: StartedSandbox;
let secrets: string[];

beforeAll(async () => {
  const keys = { 'a-key-of-getsales': { teamId: 1 }, [TEAM_KEY]: { teamId: 1 } };
  sandbox = opened.use(await startSandbox({ keys, dialect: { requestsPerMinute: null } }));
  secrets = [TEAM_KEY, ROUTER_SECRET, WEBHOOK_SECRET, sandbox.apiKey];
  const folder = mkdtempSync(join(tmpdir(), 'attacks-'));
  opened.defer(() => rmSync(folder, { recursive: true }));
  await Promise.all(MODES.map((mode) => startTarget(mode, join(folder, mode))));
}, 60_000);

afterAll(() => opened.disposeAsync());

/** A process that is started once: where it answers after an attack, it has not ended. */
async function startTarget(mode: Mode, folder: string): Promise<void> {
  const log: string[] = [];
  const env = await settingsOf(mode, folder);
  const replica = await startReplica({ GETSALES_API_URL: sandbox.url, ...env }, (line) => log.push(line));
  opened.use(replica);
  targets.set(mode, createTarget({ replica, sandbox, log, secrets }));
}

const ALL = Object.values(ATTACKS).flat();

it.each(ALL.map((attack) => [attack.id, attack] as const))('%s', { timeout: 120_000 }, async (_, attack) => {
  const target = targets.get(attack.on ?? 'passthrough');
  if (target === undefined) throw new Error('It was not started');
  target.log.length = 0;
  sandbox.requests.length = 0;
  await attack.run(target);
  if (!attack.mayAsk) expect(sandbox.requests).toEqual([]);
  const alive = await target.get('/health/ready');
  expect(alive.status).toBe(200);
  expect(target.log.filter((line) => /"level":"(error|fatal)"|INTERNAL_SERVER_ERROR/.test(line))).toEqual([]);
  refuseSecrets([...secrets, ...secretsOf(sandbox)], { 'The log': target.log.join('') });
});

it('has a row for each of these in docs/security.md', () => {
  const page = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
  const [, tables = ''] = page.split('## Attacks');
  const cells = (row: string) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim());
  const rows = [...tables.matchAll(/^\| `.*$/gm)].map(([row]) => cells(row));
  expect(rows).toEqual(ALL.map(({ id, tries, result, on }) => [`\`${id}\``, tries, result, on ?? 'passthrough']));
  expect([...tables.matchAll(/^### (.+)$/gm)].map(([, title]) => title)).toEqual(Object.keys(ATTACKS));
});
