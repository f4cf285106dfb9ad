import { randomUUID } from 'node:crypto';
import { createLocalEvents, type EventBus, type Events } from '@getsales-gateway/api-client';
import type { RedisConnection } from './connection.ts';

/** Reads what another replica published; undefined for anything else. */
const READERS: { [Name in keyof Events]: (payload: unknown) => Events[Name] | undefined } = {
  scopeWritten: (payload) => {
    const scope = stringIn(payload, 'scope');
    const keepsCollections = isRecord(payload) && payload['keepsCollections'] === true;
    return scope === undefined ? undefined : { scope, ...(keepsCollections && { keepsCollections }) };
  },
  keyRefused: (payload) => {
    const key = stringIn(payload, 'key');
    return key === undefined ? undefined : { key };
  },
  webhookHeard: () => ({}),
  logMoved: (payload) => {
    const [log, head] = [stringIn(payload, 'log'), stringIn(payload, 'head')];
    return log === undefined || head === undefined ? undefined : { log, head };
  },
  eventsMissed: () => ({}),
};

const NAMES: (keyof Events)[] = ['scopeWritten', 'keyRefused', 'webhookHeard', 'logMoved', 'eventsMissed'];

/** Tells all replicas through Redis pub/sub; while Redis is lost, this one alone. */
export async function startRedisEvents({ redis, presence }: RedisConnection): Promise<EventBus & AsyncDisposable> {
  const local = createLocalEvents();
  const self = randomUUID();
  // A connection that subscribes can do nothing else.
  const subscriber = redis.duplicate({ autoResubscribe: false });
  let isClosed = false;
  let hasFailedToTell = false;

  async function listen(): Promise<void> {
    await subscriber.subscribe(...NAMES.map(channelOf)).catch(() => {
      if (!isClosed) subscriber.disconnect(true);
    });
  }

  function hear<Name extends keyof Events>(name: Name, text: string): void {
    const payload = payloadIn(name, text, self);
    if (payload) void local.publish(name, payload);
  }

  async function tell<Name extends keyof Events>(name: Name, payload: Events[Name]): Promise<void> {
    const text = JSON.stringify({ from: self, payload });
    try {
      await presence.ask(() => redis.publish(channelOf(name), text));
    } catch {
      hasFailedToTell = true;
    }
  }

  presence.onReturn(() => {
    if (!hasFailedToTell) return;
    hasFailedToTell = false;
    void tell('eventsMissed', {});
  });
  subscriber.on('message', (channel: string, text: string) => {
    for (const name of NAMES) if (channelOf(name) === channel) hear(name, text);
  });
  // The other connection has reported it.
  subscriber.on('error', () => {});
  await subscriber.connect().then(listen, () => {});
  subscriber.on('ready', () => void listen().then(() => local.publish('eventsMissed', {})));
  return {
    subscribe: local.subscribe,
    async publish(name, payload) {
      await local.publish(name, payload);
      await tell(name, payload);
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      subscriber.disconnect();
    },
  };
}

function channelOf(name: keyof Events): string {
  return `getsales:events:${name}`;
}

/** What another replica published; undefined for one's own message and for anything that is no event. */
function payloadIn<Name extends keyof Events>(name: Name, text: string, self: string): Events[Name] | undefined {
  const message = parse(text);
  return isRecord(message) && message['from'] !== self ? READERS[name](message['payload']) : undefined;
}

function stringIn(payload: unknown, name: string): string | undefined {
  const value = isRecord(payload) ? payload[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
