/** Payloads of events, by name. */
export interface Events {
  /** A write with the API key and team of this scope has ended: a read that began before may not show it.
   * Where the write kept the small collections as they were, kept answers of those stay. */
  scopeWritten: { scope: string; keepsCollections?: boolean };
  /** The upstream refused this API key (its hash) with 401 or 403: nothing that was kept for it may be served. */
  keyRefused: { key: string };
  /** The upstream announced a change: listeners read again. */
  webhookHeard: object;
  /** A log, named by `scope name`, has something new: `head` is a hash of its newest rows. */
  logMoved: { log: string; head: string };
  /** Events of other replicas may have been lost. */
  eventsMissed: object;
}

/**
 * Port: tells listeners in this process and, where the replicas share a bus, in the others. A message may be lost, so that no
 * promise may rest on it alone.
 */
export interface EventBus {
  /** Listeners of this process have heard it before this returns, those of others soon after it resolves. Never rejects. */
  publish<Name extends keyof Events>(name: Name, payload: Events[Name]): Promise<void>;
  /** Returns a function that ends the subscription. */
  subscribe<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void;
}

type Listeners = { [Name in keyof Events]: Set<(payload: Events[Name]) => void> };

/** Tells this process alone. */
export function createLocalEvents(): EventBus {
  const listeners: Listeners = {
    scopeWritten: new Set(),
    keyRefused: new Set(),
    webhookHeard: new Set(),
    logMoved: new Set(),
    eventsMissed: new Set(),
  };
  return {
    publish(name, payload) {
      for (const listener of listeners[name]) listener(payload);
      return Promise.resolve();
    },
    subscribe(name, listener) {
      listeners[name].add(listener);
      return () => void listeners[name].delete(listener);
    },
  };
}
