const SAME_LOSS_MS = 100;
const LOSSES = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_INFO|ERR_HTTP2_)/;

/** Tells the loss of a connection from the many requests that it ends: over HTTP/2 all reads share one. */
export interface LossCounter {
  /** False for an error by which a connection that was counted just now took another request with it. */
  isNew(error: unknown): boolean;
}

export function createLossCounter(): LossCounter {
  let lostAt = Number.NEGATIVE_INFINITY;
  return {
    isNew(error) {
      if (!isLoss(error)) return true;
      const now = performance.now();
      if (now - lostAt < SAME_LOSS_MS) return false;
      lostAt = now;
      return true;
    },
  };
}

function isLoss(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && LOSSES.test(error.code);
}
