import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './log.ts';

/** A worker that ends at its start must not be started again in a loop. */
const RESTART_AFTER_MS = 1_000;

const CANNOT_START = 1;

/** Tells a worker which one it is; a worker in the place of one that ended has the same index. */
const INDEX = 'GATEWAY_WORKER_INDEX';

/** The processes that share the port of this one. */
export interface Workers {
  /** Sends a signal to all. */
  signal(name: NodeJS.Signals): void;
  /** Asks all to stop, and resolves when they have ended. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `count` processes that serve, and another one in place of each that ends. Ends this one where none can start. */
export function startWorkers(count: number, logger: Logger): Workers {
  const running = new Map<number, Worker>();
  let isStopping = false;
  let onEnd = () => {};
  function start(index: number): void {
    const worker = cluster.fork({ [INDEX]: String(index) });
    running.set(index, worker);
    worker.once('exit', (code, signal) => {
      running.delete(index);
      if (isStopping && running.size === 0) onEnd();
      if (isStopping) return;
      // It said why in the log.
      if (code === CANNOT_START && running.size === 0) process.exit(CANNOT_START);
      logger.error({ worker: index, code, signal }, 'a worker ended: another one is started');
      void delay(RESTART_AFTER_MS).then(() => isStopping || start(index));
    });
  }
  for (let index = 0; index < count; index++) start(index);
  const signal = (name: NodeJS.Signals) => {
    for (const worker of running.values()) worker.process.kill(name);
  };
  return {
    signal,
    async stop(name) {
      isStopping = true;
      const { promise, resolve } = Promise.withResolvers<void>();
      onEnd = resolve;
      signal(name);
      if (running.size > 0) await promise;
    },
  };
}

/** Which worker this process is; undefined where it is none. */
export function workerIndex(source: Record<string, string | undefined>): number | undefined {
  return cluster.isWorker ? Number(source[INDEX]) : undefined;
}
