import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@getsales-gateway/sandbox';
import { expect, it, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the program with these variables alone. */
function run(env: Record<string, string>) {
  const program = spawn(process.execPath, ['--trace-warnings', MAIN], { env });
  const ended = once(program, 'exit').then(([code]) => code);
  return { program, ended, errors: text(program.stderr) };
}

it('refuses to start with everything that is wrong, in one message', async () => {
  const { ended, errors } = run({ PORT: 'x', AUTH_MODE: 'open', HOST: '0.0.0.0', REDIS_URL: 'redis://:secret@host' });
  expect(await ended).toBe(1);
  expect(await errors).toMatchInlineSnapshot(`
    "The gateway cannot start with these settings:
      GETSALES_API_KEY: AUTH_MODE=open needs one
      HOST: AUTH_MODE=open needs a loopback address
      PORT: expected a whole number from 0 to 65535
      REDIS_URL: not supported by this build yet
    "
  `);
});

it('refuses to start on an address that is taken', async () => {
  await using sandbox = await startSandbox();
  const { program, ended } = run({ PORT: new URL(sandbox.url).port });
  expect(await text(program.stdout)).toContain('EADDRINUSE');
  expect(await ended).toBe(1);
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  'ends on %s when what is under way has its answer, without a warning',
  async (signal) => {
    await using sandbox = await startSandbox();
    const { program, ended, errors } = run({ PORT: '0', GETSALES_API_URL: sandbox.url });
    const [line] = await once(program.stdout, 'data');
    const { url } = JSON.parse(String(line));
    sandbox.faults.add({ kind: 'delay', ms: 500 });
    const answer = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.apiKey}` },
      body: JSON.stringify({ query: '{ viewer { uuid } }' }),
    });
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1));
    program.kill(signal);
    await once(program.stdout, 'data');
    const ready = await fetch(new URL('/health/ready', url));
    expect(ready.status).toBe(503);
    expect(await (await answer).json()).toEqual({ data: { viewer: { uuid: expect.any(String) } } });
    expect(await ended).toBe(0);
    expect(await errors).toBe('');
  },
);
