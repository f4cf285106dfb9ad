import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function start(env: Record<string, string>) {
  return spawn(process.execPath, [MAIN], { env: { PATH: process.env['PATH'], ...env } });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  const [chunk] = await once(stdout ?? process.stdin, 'data');
  return String(chunk);
}

it('prints its address in one line, serves, and stops with 0', async () => {
  const sandbox = start({ SANDBOX_PORT: '0', PORT: '1' });
  const line = await firstLine(sandbox);
  const [, url, key] = /^GetSales sandbox: (http:\/\/127\.0\.0\.1:\d+) \(API key: (\S+)\)\n$/.exec(line) ?? [];
  const hang = { kind: 'hang', path: '/leads' };
  await fetch(`${url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(hang),
  });
  const headers = { authorization: `Bearer ${key}` };
  const hung = fetch(`${url}/leads/api/leads`, { headers }).catch(() => 'cut off');
  expect((await fetch(`${url}/id/api/users/current`, { headers })).status).toBe(200);
  sandbox.kill('SIGTERM');
  expect(await once(sandbox, 'exit')).toEqual([0, null]);
  expect(await hung).toBe('cut off');
});

it('does not start with wrong variables, and names them all', async () => {
  const sandbox = start({ SANDBOX_PORT: '70000', SANDBOX_SEED: 'one', SANDBOX_HOST: '', SANDBOX_ALIVE: 'yes' });
  const [errors, [code]] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);
  expect(code).toBe(1);
  expect(errors).toBe(
    [
      'The sandbox cannot start:',
      '  SANDBOX_HOST must not be empty',
      '  SANDBOX_PORT must be at most 65535',
      '  SANDBOX_SEED must be a whole number',
      '  SANDBOX_ALIVE must be true or false',
      '',
    ].join('\n'),
  );
});

it('is as large as its variables say, with rows of every kind', async () => {
  const sandbox = start({ SANDBOX_PORT: '0', SANDBOX_LEADS: '12000', SANDBOX_MESSAGES: '40000' });
  const [, url, key] = /(http:\S+) \(API key: (\S+)\)/.exec(await firstLine(sandbox)) ?? [];
  const totalOf = async (path: string) => {
    const response = await fetch(`${url}${path}?limit=1`, { headers: { authorization: `Bearer ${key}` } });
    const { total }: { total?: number } = JSON.parse(await response.text());
    return total;
  };
  expect(await totalOf('/leads/api/leads')).toBe(12_000);
  expect(await totalOf('/flows/api/linkedin-messages')).toBe(40_000);
  for (const path of ['/leads/api/notes', '/flows/api/tasks', '/emails/api/emails', '/integrations/api/webhooks']) {
    expect(await totalOf(path), path).toBe(20);
  }
  sandbox.kill('SIGTERM');
  expect(await once(sandbox, 'exit')).toEqual([0, null]);
});
