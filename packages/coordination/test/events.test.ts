import { createLocalEvents, type EventBus } from '@getsales-gateway/api-client';
import { expect, it, vi } from 'vitest';
import { startRedis, startRedisEvents } from '../src/index.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from './redis-server.ts';

const OPTIONS = { timeout: 20_000 };

/** Notes the scopes that are reported as written. */
function listen(bus: EventBus) {
  const heard: string[] = [];
  const leave = bus.subscribe('scopeWritten', ({ scope }) => void heard.push(scope));
  return { heard, leave, tell: (scope: string) => bus.publish('scopeWritten', { scope }) };
}

async function startReplica({ url }: RedisServer) {
  const connection = await startRedis({ url, warn() {} });
  const bus = await startRedisEvents(connection);
  return {
    ...listen(bus),
    subscribe: bus.subscribe,
    publish: bus.publish,
    redis: connection.redis,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}

it('tells the listeners of this process at once', () => {
  const bus = createLocalEvents();
  const [one, other] = [listen(bus), listen(bus)];
  void one.tell('first');
  one.leave();
  void other.tell('second');
  expect([one.heard, other.heard]).toEqual([['first'], ['first', 'second']]);
});

describeWithRedis('events through Redis reach all replicas', { timeout: 60_000 }, () => {
  it('once each, and first the one that publishes them', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await using other = await startReplica(server);
    const told = one.tell('first');
    expect(one.heard).toEqual(['first']);
    await told;
    await vi.waitFor(() => expect(other.heard).toEqual(['first']), OPTIONS);
    await other.tell('second');
    await vi.waitFor(() => expect(one.heard).toEqual(['first', 'second']), OPTIONS);
    expect(other.heard).toEqual(['first', 'second']);
  });

  it('unless they are no events', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await using other = await startReplica(server);
    for (const text of ['', '1', 'null', '{}', '{"payload":null}', '{"payload":{"scope":1}}']) {
      await other.redis.publish('getsales:events:scopeWritten', text);
    }
    await other.tell('first');
    await vi.waitFor(() => expect(one.heard).toEqual(['first']), OPTIONS);
  });

  it.each([
    ['gone', (server: RedisServer) => server.kill(), (server: RedisServer) => server.start()],
    ['silent', async (server: RedisServer) => server.freeze(), async (server: RedisServer) => server.thaw()],
  ])(
    'again when Redis is back after it was %s, and meanwhile the one that publishes them',
    async (_, lose, restore) => {
      await using server = await startRedisServer();
      await using one = await startReplica(server);
      await using other = await startReplica(server);
      await lose(server);
      await one.tell('alone');
      expect(one.heard).toEqual(['alone']);
      await restore(server);
      await vi.waitFor(async () => {
        await one.tell('all');
        expect(other.heard).toContain('all');
      }, OPTIONS);
    },
  );

  it('with what they say, whatever their name', async () => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await using other = await startReplica(server);
    const refused: string[] = [];
    other.subscribe('keyRefused', ({ key }) => void refused.push(key));
    await one.publish('keyRefused', { key: 'a hash' });
    await vi.waitFor(() => expect(refused).toEqual(['a hash']), OPTIONS);
  });

  it.each([
    ['could not be told', 'one'],
    ['may not have been heard', 'other'],
  ] as const)('as missed when some %s', async (_, name) => {
    await using server = await startRedisServer();
    await using one = await startReplica(server);
    await using other = await startReplica(server);
    let missed = 0;
    other.subscribe('eventsMissed', () => void missed++);
    await server.kill();
    if (name === 'one') await one.tell('alone');
    await server.start();
    await vi.waitFor(() => expect(missed).toBeGreaterThan(0), OPTIONS);
  });
});
