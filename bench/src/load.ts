import { createHistogram } from 'node:perf_hooks';
import { Pool } from 'undici';
import { nextHeaders } from './api-keys.ts';

export interface LoadOptions {
  url: string;
  /** Number of callers. Each asks again as soon as it has its answer. */
  callers: number;
  ms: number;
  nextBody: () => string;
  /** Length of each answer in characters. All answers to one query have the same length. */
  answerLength: number;
}

export interface Load {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
}

/**
 * Keeps `callers` requests under way and ends when the last one is answered. A tool that cuts requests off at the end would make the
 * gateway abort upstream requests, and their count would be wrong.
 *
 * @throws at the first wrong answer.
 */
export async function load({ url, callers, ms, nextBody, answerLength }: LoadOptions): Promise<Load> {
  const latencies = createHistogram();
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(new Pool(url, { connections: callers }), (open) => open.close());
  const startedAt = performance.now();
  const call = async () => {
    while (performance.now() - startedAt < ms) {
      const askedAt = performance.now();
      const { body } = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: nextHeaders(),
        body: nextBody(),
      });
      const answer = await body.text();
      latencies.record(Math.ceil((performance.now() - askedAt) * 1000));
      if (answer.trimEnd().length !== answerLength) throw new Error(`Unexpected answer: ${answer.slice(0, 500)}`);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return {
    requests: latencies.count,
    seconds: (performance.now() - startedAt) / 1000,
    p50Ms: latencies.percentile(50) / 1000,
    p99Ms: latencies.percentile(99) / 1000,
  };
}
