/** What is told, by name. */
export interface Events {
  /** A write with the key and team of this scope has ended: a read that began before may not show it. */
  scopeWritten: { scope: string };
}

/** Port: tells everyone who listens, in this process and, where they share a bus, in the others. A message may be lost: no promise may rest on it alone. */
export interface EventBus {
  /** Listeners of this process have heard it before this returns, those of others soon after it resolves. Never rejects. */
  publish<Name extends keyof Events>(name: Name, payload: Events[Name]): Promise<void>;
  /** Returns what ends it. */
  subscribe<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void;
}

type Listeners = { [Name in keyof Events]: Set<(payload: Events[Name]) => void> };

/** Tells this process alone. */
export function createLocalEvents(): EventBus {
  const listeners: Listeners = { scopeWritten: new Set() };
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
