import type { Context } from '../context.ts';
import { perOperation } from '../per-operation.ts';

/** Loads rows by UUID, in the order asked; null for what does not exist, an error for what could not be read. */
export type LoadRows<T> = (uuids: readonly string[], context: Context) => Promise<(T | Error | null)[]>;

/** One operation's share of a load. */
interface Part<T> {
  uuids: readonly string[];
  context: Context;
  settle: (rows: (T | Error | null)[]) => void;
}

const ofRouter = perOperation(() => ({ isTrue: false }));

/** A router asks: it may send several requests at once for one operation of its own. */
export function markRouter(context: Context): void {
  ofRouter(context).isTrue = true;
}

/**
 * Joins what several requests of a router load within one turn of the event loop, for the same key and team, so that they take one
 * upstream request together. The first of them that is still there loads for all.
 */
export function gathering<T>(load: LoadRows<T>): LoadRows<T> {
  const waitingOf = new WeakMap<object, Map<string, Part<T>[]>>();
  return (uuids, context) => {
    if (!ofRouter(context).isTrue) return load(uuids, context);
    const { findings, reader } = context.api;
    const waiting = waitingOf.get(findings) ?? new Map<string, Part<T>[]>();
    waitingOf.set(findings, waiting);
    const scope = reader.scope();
    return new Promise((settle) => {
      const part = { uuids, context, settle };
      const parts = waiting.get(scope);
      if (parts) return void parts.push(part);
      const gathered = [part];
      waiting.set(scope, gathered);
      setImmediate(() => {
        waiting.delete(scope);
        void loadFor(gathered, load);
      });
    });
  };
}

async function loadFor<T>(parts: readonly Part<T>[], load: LoadRows<T>): Promise<void> {
  const uuids = [...new Set(parts.flatMap((part) => part.uuids))];
  const found = new Map<string, T | Error | null>();
  for (const { context } of parts) {
    const { signal } = context.api.reader;
    if (signal?.aborted) continue;
    const rows = await load(uuids, context).catch((error: Error) => uuids.map(() => error));
    for (const [index, row] of rows.entries()) found.set(uuids[index] ?? '', row);
    // Who has left has taken its reads along.
    if (!signal?.aborted) break;
  }
  for (const { uuids: asked, settle } of parts) settle(asked.map((uuid) => found.get(uuid) ?? null));
}
