import type { FaultInput } from '@getsales-gateway/sandbox';
import fc from 'fast-check';

type Path = Pick<FaultInput, 'method' | 'path'>;

/** Every way in which the upstream may fail a send, having stored it, or not, or doing so later. */
export function postFaultsOf(path: Path) {
  const post = { ...path, times: 1 };
  const statusFault = fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(408, 500, 502, 503, 504),
    stores: fc.boolean(),
  });
  const bodyFault = fc.record({
    kind: fc.constantFrom('empty' as const, 'broken-json' as const, 'foreign-body' as const, 'html' as const),
    stores: fc.boolean(),
  });
  return fc.option(
    fc.oneof(
      statusFault.map((fault): FaultInput => ({ ...post, ...fault })),
      bodyFault.map((fault): FaultInput => ({ ...post, ...fault })),
      fc.constantFrom<FaultInput>(
        { ...post, kind: 'status', status: 422 },
        { ...post, kind: 'status', status: 405 },
        { ...post, kind: 'delay', ms: 20 },
        { ...post, kind: 'hang' },
        { ...post, kind: 'hang-after-storing' },
        { ...post, kind: 'reset' },
        { ...post, kind: 'reset-after-storing' },
        { ...post, kind: 'reset-mid-body' },
        { ...post, kind: 'slow-body', ms: 10_000 },
      ),
      fc.constantFrom<FaultInput>(
        { ...post, kind: 'store-late', ms: 30_000 },
        { ...post, kind: 'store-late', ms: 30_000, status: 504 },
      ),
    ),
  );
}

/** And how it may fail to show the thread. */
export function listFaultsOf(path: Path) {
  return fc.option(
    fc.constantFrom<FaultInput>(
      { ...path, kind: 'reset', times: 1 },
      { ...path, kind: 'status', status: 422, times: 1 },
      { ...path, kind: 'empty', times: 1 },
      { ...path, kind: 'broken-json', times: 3 },
    ),
    { freq: 1 },
  );
}

/** One call of several with the same key. */
export function callsOf(post: Path, list: Path) {
  return fc.record({
    /** How long after the call before. */
    afterMs: fc.constantFrom(0, 10_000, 70_000),
    /** With the same key at the same moment. */
    callers: fc.integer({ min: 1, max: 3 }),
    postFault: postFaultsOf(post),
    listFault: listFaultsOf(list),
  });
}

/** How the upstream may alter what it stores. */
export const alteration = fc.record({
  storedText: fc.constantFrom('as-sent', 'rendered', 'escaped', 'cut', 'cleaned', 'missing'),
  storedTime: fc.constantFrom('now', 'now', 'null', 'unreadable'),
  maxLimit: fc.constantFrom(1, 2, 100),
});
