import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { freePort } from './free-port.ts';
import { startProgram } from './program.ts';
import { startStack } from './stack.ts';

const START = fileURLToPath(new URL('../scripts/start.ts', import.meta.url));

const MESSAGE = { sentAt: expect.any(String), direction: expect.any(String), text: expect.any(String) };

it('starts sandbox and gateway with one command, prints both addresses and an example that works, and stops both', async () => {
  const [PORT, SANDBOX_PORT] = [await freePort(), await freePort()];
  await using data = await mkdtempDisposable(join(tmpdir(), 'data-'));
  await using start = startProgram(START, { PORT, SANDBOX_PORT, SHUTDOWN_DELAY_MS: '0', DATA_DIR: data.path });

  await start.printed(new RegExp(`GraphiQL +http://127.0.0.1:${PORT}/graphql\n`));
  await start.printed(new RegExp(`Upstream +http://127.0.0.1:${SANDBOX_PORT} `));
  const [, url = '', body = ''] = await start.printed(
    /curl (\S+) -H 'content-type: application\/json' \\\n +-d '(.*)'/,
  );
  const answer = await ask(url, JSON.parse(body).query);
  expect(answer).toEqual({
    data: {
      leads: {
        nodes: Array(3).fill({ name: expect.any(String), messages: { nodes: [MESSAGE, MESSAGE] } }),
      },
    },
  });
  expect(start.stderr).toBe('');

  start.signal('SIGTERM');
  expect(await start.exitCode).toBe(0);
  for (const port of [PORT, SANDBOX_PORT]) await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});

it('starts no sandbox when there is a key, and serves this machine with it', async () => {
  await using stack = await startStack();
  const [PORT, SANDBOX_PORT] = [await freePort(), await freePort()];
  await using data = await mkdtempDisposable(join(tmpdir(), 'data-'));
  const upstream = { GETSALES_API_URL: stack.upstreamUrl, GETSALES_API_KEY: stack.apiKey };
  await using start = startProgram(START, {
    PORT,
    SANDBOX_PORT,
    SHUTDOWN_DELAY_MS: '0',
    DATA_DIR: data.path,
    ...upstream,
  });

  await start.printed(new RegExp(`Upstream +${stack.upstreamUrl}\n`));
  expect(await ask(`http://127.0.0.1:${PORT}/graphql`, '{ leads { totalCount } }')).toEqual({
    data: { leads: { totalCount: 300 } },
  });
  await expect(fetch(`http://127.0.0.1:${SANDBOX_PORT}`)).rejects.toThrow();
});

it.each(['PORT', 'SANDBOX_PORT'])('starts nothing when %s is taken', async (name) => {
  const taken = await freePort();
  await using other = createServer((_, response) => response.end()).listen(Number(taken), '127.0.0.1');
  await once(other, 'listening');
  const env = { PORT: await freePort(), SANDBOX_PORT: await freePort(), [name]: taken };
  await using start = startProgram(START, env);

  expect(await start.exitCode).toBe(1);
  expect(start.stdout + start.stderr).toBe(
    `Something already answers at http://127.0.0.1:${taken}. Stop it, or set ${name} to a free port.\n`,
  );
});

it('stops the sandbox too when the gateway cannot start', async () => {
  const [PORT, SANDBOX_PORT] = [await freePort(), await freePort()];
  await using start = startProgram(START, { PORT, SANDBOX_PORT, MAX_DEPTH: 'deep' });

  expect(await start.exitCode).toBe(1);
  expect(start.stdout + start.stderr).toContain('MAX_DEPTH: expected a whole number');
  expect(start.stdout).not.toContain('GraphiQL');
  await expect(fetch(`http://127.0.0.1:${SANDBOX_PORT}`)).rejects.toThrow();
});
