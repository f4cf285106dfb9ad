import { errors } from 'undici';

const SAME_LOSS_MS = 100;

/** Tells the loss of a connection from the many requests that it ends: over HTTP/2 all reads share one. */
export interface LossCounter {
  /** False for an error by which a connection that was counted already took another request with it. */
  isNew(error: unknown): boolean;
}

export function createLossCounter(): LossCounter {
  const counted = new WeakSet<Error>();
  let streamsLostAt = Number.NEGATIVE_INFINITY;
  let lostPort: number | undefined;
  return {
    isNew(error) {
      if (!(error instanceof Error)) return true;
      // undici ends all requests of a session by one error, or by one for each stream.
      if (counted.has(error)) return false;
      counted.add(error);
      if (error instanceof errors.SocketError && error.socket?.localPort !== undefined) {
        const isSame = error.socket.localPort === lostPort;
        lostPort = error.socket.localPort;
        return !isSame;
      }
      if (!isStreamLoss(error)) return true;
      const now = performance.now();
      if (now - streamsLostAt < SAME_LOSS_MS) return false;
      streamsLostAt = now;
      return true;
    },
  };
}

function isStreamLoss(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_HTTP2_') || error.message.startsWith('HTTP/2:');
}
