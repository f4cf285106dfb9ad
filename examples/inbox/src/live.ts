import { type Client, type Operation, subscribe } from '@getsales-gateway/client';

interface LiveData {
  messageChanged: { cursor: string };
}

type Told = { kind: 'event'; event: LiveData['messageChanged'] } | { kind: 'gap' };

interface Sink {
  next(data: LiveData): void;
  error(error: Error): void;
}

const LOCK = 'inbox-live';

/** Is told when something may have happened that no event will say: read the page anew. */
export const onGap = new EventTarget();

/**
 * One stream for all windows of a browser: the window that holds the lock listens, and tells the others. Browsers open six connections
 * to a server without TLS, so that ten windows with a stream each would wait for one another for ever. When the window that listens is
 * closed, the next one goes on after the last event that it was told of.
 */
export function followLive(client: Client, text: string, variables: object, sink: Sink): () => void {
  const operation: Operation<LiveData, { after?: string | undefined }> = { text, kind: 'subscription' };
  const leaving = new AbortController();
  const { signal } = leaving;
  const windows = new BroadcastChannel(LOCK);
  let after: string | undefined;

  function hear(told: Told): void {
    if (told.kind === 'gap') return void onGap.dispatchEvent(new Event('gap'));
    after = told.event.cursor;
    sink.next({ messageChanged: told.event });
  }

  function tell(told: Told): void {
    windows.postMessage(told);
    hear(told);
  }

  async function listen(): Promise<void> {
    const onOpen = (cursor: string | undefined) => {
      if (cursor === undefined) tell({ kind: 'gap' });
    };
    for await (const event of subscribe(client, operation, { ...variables, after }, { signal, onOpen })) {
      tell({ kind: 'event', event });
    }
  }

  windows.addEventListener('message', ({ data }: MessageEvent<Told>) => hear(data));
  withLock(signal, listen).catch((error: unknown) => {
    if (!signal.aborted) sink.error(error instanceof Error ? error : new Error(String(error)));
  });
  return () => {
    leaving.abort();
    windows.close();
  };
}

/** Pages without TLS have no locks: each window then listens for itself. */
function withLock(signal: AbortSignal, listen: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request(LOCK, { signal }, listen) : listen();
}
