import { randomUUID } from 'node:crypto';
import { createLocalEvents, type EventBus, type Events } from '@getsales-gateway/api-client';
import type { RedisConnection } from '../redis/connect.ts';
import { isRecord, parse } from './message.ts';

type Readers = { [Name in keyof Events]: (payload: unknown) => Events[Name] | undefined };

/** What others publish, as far as it is what it should be. */
const READERS: Readers = {
  scopeWritten: (payload) =>
    isRecord(payload) && typeof payload['scope'] === 'string' ? { scope: payload['scope'] } : undefined,
};

const NAMES: (keyof Events)[] = ['scopeWritten'];

/** Tells all replicas, through Redis; while it is lost, this one alone. */
export async function startRedisEvents({ redis, presence }: RedisConnection): Promise<EventBus & AsyncDisposable> {
  const local = createLocalEvents();
  const self = randomUUID();
  // A connection that listens can do nothing else.
  const ears = redis.duplicate({ autoResubscribe: false });
  let isClosed = false;

  async function listen(): Promise<void> {
    await ears.subscribe(...NAMES.map(channelOf)).catch(() => {
      if (!isClosed) ears.disconnect(true);
    });
  }

  function hear<Name extends keyof Events>(name: Name, text: string): void {
    const message = parse(text);
    if (!isRecord(message) || message['from'] === self) return;
    const payload = READERS[name](message['payload']);
    if (payload) void local.publish(name, payload);
  }

  ears.on('message', (channel: string, text: string) => {
    for (const name of NAMES) if (channelOf(name) === channel) hear(name, text);
  });
  // The other connection has said so.
  ears.on('error', () => {});
  await ears.connect().then(listen, () => {});
  ears.on('ready', () => void listen());
  return {
    subscribe: local.subscribe,
    async publish(name, payload) {
      await local.publish(name, payload);
      const text = JSON.stringify({ from: self, payload });
      await presence.ask(() => redis.publish(channelOf(name), text)).catch(() => {});
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      ears.disconnect();
    },
  };
}

function channelOf(name: keyof Events): string {
  return `getsales:events:${name}`;
}
