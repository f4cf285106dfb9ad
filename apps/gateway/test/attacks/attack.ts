import { expect } from 'vitest';
import type { Target } from './target.ts';

/** One row of docs/security.md, and how it is tried. */
export interface Attack {
  id: string;
  /** What is tried. */
  tries: string;
  /** What must happen. */
  result: string;
  /** The gateway that is attacked; that of mode `passthrough` unless said. */
  on?: 'passthrough' | 'jwt' | 'open' | 'signed';
  /** Whether GetSales may be asked. */
  mayAsk?: boolean;
  run(target: Target): Promise<void>;
}

/** A GraphQL request that is refused with this code and status. `headers` are sent beside those of JSON, without a key. */
export function refused(
  id: string,
  tries: string,
  body: object | string | Buffer,
  code: string,
  { status = 200, headers = {}, ...rest }: { status?: number; headers?: Record<string, string> } & Partial<Attack> = {},
): Attack {
  return {
    id,
    tries,
    result: `${status === 200 ? '' : `${status}, `}\`${code}\``,
    async run(target) {
      const answer = await target.post(body, headers);
      expect([answer.status, [...new Set(answer.codes)]]).toEqual([status, [code]]);
      expect(answer.text.length).toBeLessThan(MAX_REFUSAL);
    },
    ...rest,
  };
}

/** A refusal must not be much larger than what it refuses. */
const MAX_REFUSAL = 2_000_000;

export const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

const AT_ONCE = 20;

/** Calls `act` with 0 to `count - 1`, some at once. */
export async function times(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const callers = Array.from({ length: AT_ONCE }, async () => {
    while (next < count) await act(next++);
  });
  await Promise.all(callers);
}
