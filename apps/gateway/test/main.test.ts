import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the program with these variables alone. */
function run(env: Record<string, string>) {
  const program = spawn(process.execPath, ['--trace-warnings', MAIN], { env });
  const ended = once(program, 'exit').then(([code]) => code);
  return { program, ended, errors: text(program.stderr) };
}

const WRONG = { PORT: 'x', AUTH_MODE: 'open', HOST: '0.0.0.0', REDIS_URL: 'http://:secret@host' };

it('refuses to start, and lists every wrong setting in one line of the log', async () => {
  const { program, ended, errors } = run(WRONG);
  const [line = '', ...more] = (await text(program.stdout)).trim().split('\n');
  expect(await ended).toBe(1);
  expect(JSON.parse(line)).toEqual({
    level: 'fatal',
    time: expect.any(String),
    msg: 'cannot start with these settings',
    faults: [
      'GETSALES_API_KEY: AUTH_MODE=open needs one',
      'HOST: AUTH_MODE=open needs a loopback address',
      'PORT: expected a whole number from 0 to 65535',
      'REDIS_URL: expected a URL such as redis://127.0.0.1:6379',
    ],
  });
  expect([more, await errors]).toEqual([[], '']);
});

it('lists them below each other where the log is for people', async () => {
  const { program, ended } = run({ ...WRONG, LOG_FORMAT: 'pretty' });
  const printed = await text(program.stdout);
  expect(await ended).toBe(1);
  expect(printed).toMatch(/The gateway cannot start with these settings:\n +GETSALES_API_KEY: .+\n +HOST: /);
});

it('names unknown variables that resemble its own, and starts', async () => {
  const { program, ended } = run({ PORT: '0', UPSTREAM_REQUEST_PER_MINUTE: '200', SHUTDOWN_DELAY_MS: '0' });
  const [line] = await once(program.stdout, 'data');
  expect(JSON.parse(String(line).split('\n')[0] ?? '')).toMatchObject({
    level: 'warn',
    msg: 'UPSTREAM_REQUEST_PER_MINUTE is unknown: did you mean UPSTREAM_REQUESTS_PER_MINUTE?',
  });
  program.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it.each([
  ['--version', 0, /^getsales-gateway 0\.1\.0 \(build source\)\n$/],
  ['--help', 0, /^getsales-gateway: .+\n\nUsage: .+UPSTREAM_REQUESTS_PER_MINUTE +300\n/s],
  ['--hepl', 2, /^Unknown option '--hepl'/],
])('answers %s and ends', async (flag, exitCode, expected) => {
  const program = spawn(process.execPath, [MAIN, flag], { env: { PORT: 'x' } });
  const [out, errors, [code]] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'exit')]);
  expect([code, out + errors]).toEqual([exitCode, expect.stringMatching(expected)]);
});

it('refuses to start on an address that is taken', async () => {
  const other = createServer();
  const { program, ended } = run({ PORT: await listen(other) });
  expect(await text(program.stdout)).toContain('EADDRINUSE');
  expect(await ended).toBe(1);
  other.close();
});

const OWNER = '{ "uuid": "00000000-0000-4000-8000-000000000000" }';

/** The program before an upstream that holds its first answer back, and a query that waits for it. */
async function runBusy(env: Record<string, string> = {}) {
  const asked = Promise.withResolvers<ServerResponse>();
  let count = 0;
  const upstream = createServer((_, res) => {
    count += 1;
    if (count === 1) asked.resolve(res);
    else res.end(OWNER);
  });
  onTestFinished(() => void upstream.close());
  const origin = `http://127.0.0.1:${await listen(upstream)}`;
  const running = run({ PORT: '0', GETSALES_API_URL: origin, SHUTDOWN_DELAY_MS: '0', ...env });
  const [line] = await once(running.program.stdout, 'data');
  const { url } = JSON.parse(String(line));
  const answer = ask(url);
  const held = await asked.promise;
  return {
    ...running,
    url,
    answer,
    release: () => held.end(OWNER),
  };
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: JSON.stringify({ query: '{ viewer { uuid } }' }),
  });
  return response.json();
}

const VIEWER = { data: { viewer: { uuid: expect.any(String) } } };

it.each([[['SIGTERM']], [['SIGINT']], [['SIGTERM', 'SIGINT']], [['SIGTERM', 'SIGTERM', 'SIGINT']]] as [
  NodeJS.Signals[],
][])('answers what is under way and ends on %j', async (signals) => {
  const { program, ended, errors, answer, release } = await runBusy();
  for (const signal of signals) {
    program.kill(signal);
    await once(program.stdout, 'data');
  }
  release();
  expect(await answer).toEqual(VIEWER);
  expect(await ended).toBe(0);
  expect(await errors).toBe('');
});

it('is not ready but serves on during SHUTDOWN_DELAY_MS', async () => {
  const { program, ended, url, answer, release } = await runBusy({ SHUTDOWN_DELAY_MS: '700' });
  program.kill('SIGTERM');
  await once(program.stdout, 'data');
  expect((await fetch(new URL('/health/ready', url))).status).toBe(503);
  const late = ask(url);
  release();
  expect(await Promise.all([answer, late])).toEqual([VIEWER, VIEWER]);
  expect(await ended).toBe(0);
});

/** Listens on a free port, and says which. */
async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return typeof address === 'object' ? String(address?.port) : '';
}
