import { expect, it } from 'vitest';
import { describeWithRedis, startRedisServer } from '../packages/coordination/test/redis-server.ts';
import { ask } from './ask.ts';
import { freePort } from './free-port.ts';
import { startProgram } from './program.ts';
import { bundle, startStack } from './stack.ts';

describeWithRedis('several workers', () => {
  it('serve one port with one budget, and another one takes the place of one that is killed', async () => {
    await using redis = await startRedisServer();
    const metricsPort = Number(await freePort());
    await using stack = await startStack({
      WORKERS: '2',
      REDIS_URL: redis.url,
      METRICS_PORT: String(metricsPort),
      UPSTREAM_REQUESTS_PER_MINUTE: '20',
      UPSTREAM_MAX_WAIT_MS: '0',
    });
    const ready = () => [...stack.gateway.stdout.matchAll(/"msg":"ready"/g)].length;
    await expect.poll(ready, { timeout: 20_000 }).toBe(2);
    const pidOf = async (worker: number) => {
      const response = await fetch(`http://127.0.0.1:${metricsPort + worker}/metrics`);
      return Number(/^getsales_gateway_process_id (\d+)$/m.exec(await response.text())?.[1]);
    };
    const [first, second] = [await pidOf(0), await pidOf(1)];
    expect(first).not.toBe(second);
    process.kill(first, 'SIGKILL');
    await expect.poll(ready, { timeout: 20_000 }).toBe(3);
    expect(await pidOf(0)).not.toBe(first);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        ask(stack.url, `{ leads(first: ${index + 1}) { totalCount nodes { uuid } } }`),
      ),
    );
    const served = answers.filter(({ errors }) => errors === undefined).length;
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThanOrEqual(20);
    stack.gateway.signal('SIGTERM');
    expect(await stack.gateway.exitCode).toBe(0);
  });

  it('end where the address is taken', async () => {
    await using redis = await startRedisServer();
    await using stack = await startStack();
    const { port } = new URL(stack.url);
    await using program = startProgram(bundle('gateway'), { WORKERS: '2', REDIS_URL: redis.url, PORT: port });
    expect(await program.exitCode).toBe(1);
    expect(program.stdout).toContain('EADDRINUSE');
  });
});
