import { expect, it } from 'vitest';
import { startProgram } from './program.ts';
import { bundle, startStack } from './stack.ts';

it('stops a gateway in a wrong environment, with one line that lists every fault', async () => {
  await using gateway = startProgram(bundle('gateway'), {
    PORT: 'http',
    AUTH_MODE: 'open',
    HOST: '0.0.0.0',
    GETSALES_API_URL: 'amazing.getsales.io',
    MAX_DEPTH: '-1',
  });

  expect(await gateway.exitCode).toBe(1);
  expect(gateway.stderr).toBe('');
  expect(JSON.parse(gateway.stdout)).toMatchObject({
    level: 'fatal',
    faults: [
      'GETSALES_API_KEY: AUTH_MODE=open needs one',
      'GETSALES_API_URL: expected an http(s) origin such as https://amazing.getsales.io',
      'HOST: AUTH_MODE=open needs a loopback address',
      'MAX_DEPTH: expected a whole number, at least 1',
      'PORT: expected a whole number from 0 to 65535',
    ],
  });
});

it('stops a sandbox in a wrong environment, with one message that lists every fault', async () => {
  await using sandbox = startProgram(bundle('sandbox'), { SANDBOX_PORT: '70000', SANDBOX_SEED: 'one' });

  expect(await sandbox.exitCode).toBe(1);
  expect(sandbox.stdout).toBe('');
  expect(sandbox.stderr).toMatchInlineSnapshot(`
    "The sandbox cannot start:
      SANDBOX_PORT must be at most 65535
      SANDBOX_SEED must be a whole number
    "
  `);
});

it('names the address that is taken, and does not disturb who uses it', async () => {
  await using stack = await startStack();
  const [{ port: gatewayPort }, { port: sandboxPort }] = [new URL(stack.url), new URL(stack.upstreamUrl)];

  await using gateway = startProgram(bundle('gateway'), { PORT: gatewayPort });
  await using sandbox = startProgram(bundle('sandbox'), { SANDBOX_PORT: sandboxPort });

  expect(await gateway.exitCode).toBe(1);
  expect(gateway.stdout).toContain(`address already in use 127.0.0.1:${gatewayPort}`);
  expect(await sandbox.exitCode).toBe(1);
  expect(sandbox.stderr).toContain(`address already in use 127.0.0.1:${sandboxPort}`);
  expect((await fetch(new URL('/health/ready', stack.url))).status).toBe(200);
});
