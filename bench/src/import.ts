import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startGateway } from './servers/gateway.ts';
import { freePort } from './servers/server-process.ts';

const KEY = 'sandbox-key';
const SANDBOX = fileURLToPath(new URL('../../apps/sandbox/src/main.ts', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../apps/cli/src/import-leads.ts', import.meta.url));
/** A million leads of the sandbox are more than Node's own limit may allow. */
const SANDBOX_HEAP = '--max-old-space-size=8000';

/** Imports so many rows into the sandbox, killed with kill -9 at two fifths and resumed, and counts what the sandbox then has. */
export async function tellImport(rows: number): Promise<string> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'import-'));
  const path = join(folder.path, 'leads.csv');
  await pipeline(Readable.from(csvOf(rows)), createWriteStream(path));
  await using sandbox = await startSandbox();
  await using gateway = await startGateway(sandbox.url, [], { UPSTREAM_REQUESTS_PER_MINUTE: '1000000' });
  const args = [path, '--list', await firstList(sandbox.url)];
  const startedAt = performance.now();
  const killed = startImport(`${gateway.url}/graphql`, args);
  while (doneOf(path) < rows * 0.4) await delay(200);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const doneAtKill = doneOf(path);
  const resumed = startImport(`${gateway.url}/graphql`, [...args, '--resume']);
  const { code, stdout } = await resumed.ended;
  const seconds = (performance.now() - startedAt) / 1_000;
  const { rss } = await gateway.vitals();
  const found = await countLeads(sandbox.url);
  return [
    `${rows} rows, killed after ${doneAtKill} and resumed: exit code ${code}, ${seconds.toFixed(0)} s, ${stdout.trim()}`,
    `The sandbox has ${found.total} leads, ${found.distinct} of them distinct.`,
    `Memory at the most: ${megabytes(killed.peak())} MB before, ${megabytes(resumed.peak())} MB after; the gateway has ${megabytes(rss)} MB.`,
  ].join('\n');
}

function* csvOf(rows: number): Generator<string> {
  yield 'First name,Last name,LinkedIn URL,E-mail,Company,Job title\n';
  for (let n = 0; n < rows; n++) {
    const linkedin = n % 10 === 0 ? '' : `https://www.linkedin.com/in/lead-${n}`;
    yield `Ann,Lead ${n},${linkedin},lead${n}@example.com,Company ${n % 1_000},Engineer\n`;
  }
}

async function startSandbox(): Promise<AsyncDisposable & { url: string }> {
  const port = String(await freePort());
  const env = { PATH: process.env['PATH'], SANDBOX_PORT: port, SANDBOX_LEADS: '0', SANDBOX_MESSAGES: '0' };
  const child = spawn(process.execPath, [SANDBOX_HEAP, SANDBOX], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const url = `http://127.0.0.1:${port}`;
  const body = JSON.stringify({ requestsPerMinute: null });
  await fetch(`${url}/_sandbox/dialect`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body });
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function read<Row>(url: string): Promise<{ data: Row[]; total: number }> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${KEY}` } });
  const page = (await response.json()) as { data: Row[]; total: number };
  return page;
}

async function firstList(url: string): Promise<string> {
  const { data } = await read<{ uuid: string }>(`${url}/leads/api/lists?limit=1`);
  return data[0]?.uuid ?? '';
}

/** Reads every lead, and tells them apart by their e-mail addresses. */
async function countLeads(url: string): Promise<{ total: number; distinct: number }> {
  const seen = new Set<string | null>();
  for (let offset = 0; ; offset += 100) {
    const window = `limit=100&offset=${offset}&order_field=created_at&order_type=asc&disable_aggregation=1`;
    const { data, total } = await read<{ lead: { work_email: string | null } }>(`${url}/leads/api/leads?${window}`);
    for (const { lead } of data) seen.add(lead.work_email);
    if (data.length === 0) return { total, distinct: seen.size };
  }
}

function startImport(url: string, args: readonly string[]) {
  const env = { PATH: process.env['PATH'], GATEWAY_URL: url, GATEWAY_KEY: KEY };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child));
  }, 500);
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    clearInterval(timer);
    return { code, stdout };
  });
  return { child, ended, peak: () => peak };
}

/** The most memory that a process has had, by the kernel. */
function peakOf({ pid }: ChildProcess): number {
  const file = `/proc/${pid}/status`;
  const [, kilobytes = '0'] = existsSync(file) ? (/VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8')) ?? []) : [];
  return Number(kilobytes) * 1_024;
}

function doneOf(path: string): number {
  const file = `${path}.import.json`;
  if (!existsSync(file)) return 0;
  const { done } = JSON.parse(readFileSync(file, 'utf8')) as { done: number };
  return done;
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(0);
}
