import { ApiBudgetError, ApiStatusError, type Findings, type GoneRows } from '@getsales-gateway/api-client';
import fc from 'fast-check';
import { expect, it, onTestFinished, vi } from 'vitest';
import { loadReferences } from './references.ts';

type Manner = 'honoured' | 'ignored' | 'refused' | 'last value only';

const NOTHING_KNOWN: GoneRows = { has: () => false, add: () => {} };

const OPERATION = { method: 'POST', path: '/search' } as const;

/** An upstream that holds rows, takes a filter by UUIDs in its manner, and gives at most `maxRows` at a time. */
function world(
  stored: readonly string[],
  manner: Manner = 'honoured',
  { maxRows = 100, budget = 1_000, hasTotal = true, failsFrom = Number.POSITIVE_INFINITY } = {},
) {
  const requests: string[] = [];
  const findings: Findings = { batches: new Map() };
  const gone = new Set<string>();
  const afford = async (count: number) => {
    if (count > budget) throw new ApiBudgetError(OPERATION, { retryAfterMs: undefined });
  };
  const load = (uuids: readonly string[]) =>
    loadReferences(uuids, {
      api: { findings, afford, knownGone: () => gone },
      name: 'rows by uuid',
      getMany: async (asked) => {
        requests.push(`many ${asked.length}`);
        if (manner === 'refused' || requests.length > failsFrom) {
          throw new ApiStatusError(OPERATION, { status: 500, body: '', requestId: undefined, retryAfterMs: undefined });
        }
        const values = new Set(manner === 'last value only' ? asked.slice(-1) : asked);
        const rows = manner === 'ignored' ? stored : stored.filter((uuid) => values.has(uuid));
        return {
          data: rows.slice(0, maxRows).map((uuid) => ({ uuid })),
          total: hasTotal ? rows.length : null,
          hasMore: null,
        };
      },
      get: async (uuid) => {
        requests.push(`one ${uuid}`);
        return stored.includes(uuid) ? { uuid } : null;
      },
    });
  return { load, requests, findings };
}

it('asks for several at once and keeps their order', async () => {
  const { load, requests } = world(['a', 'b', 'c']);
  expect(await load(['c', 'a'])).toEqual([{ uuid: 'c' }, { uuid: 'a' }]);
  expect(requests).toEqual(['many 2']);
});

it('asks for one by its own path', async () => {
  const { load, requests } = world(['a']);
  expect(await load(['a'])).toEqual([{ uuid: 'a' }]);
  expect(requests).toEqual(['one a']);
});

it('takes for gone what a proven filter leaves out of a whole answer, and does not ask for it again', async () => {
  const { load, requests } = world(['a', 'b']);
  const asked = ['a', 'b', 'gone', 'gone too'];
  expect(await load(asked)).toEqual([{ uuid: 'a' }, { uuid: 'b' }, null, null]);
  expect(await load(asked)).toEqual([{ uuid: 'a' }, { uuid: 'b' }, null, null]);
  expect(await load(['gone', 'gone too'])).toEqual([null, null]);
  expect(requests).toEqual(['many 4', 'many 2']);
});

it('asks alone for what an answer leaves out that proves nothing, before it is null', async () => {
  const { load, requests } = world(['a']);
  expect(await load(['a', 'gone'])).toEqual([{ uuid: 'a' }, null]);
  expect(await load(['a', 'gone'])).toEqual([{ uuid: 'a' }, null]);
  expect(requests).toEqual(['many 2', 'one gone', 'one a']);
});

it('asks alone for what is missing where the total does not say that all rows came', async () => {
  const silent = world(['a', 'b'], 'honoured', { hasTotal: false });
  expect(await silent.load(['a', 'b', 'gone'])).toEqual([{ uuid: 'a' }, { uuid: 'b' }, null]);
  expect(silent.requests).toEqual(['many 3', 'one gone']);
});

it('fails the rows of a failed batch alone', async () => {
  const uuids = Array.from({ length: 150 }, (_, index) => `u${index}`);
  const { load } = world(uuids, 'honoured', { failsFrom: 1 });
  const answers = await load(uuids);
  expect(answers.slice(0, 100)).toEqual(uuids.slice(0, 100).map((uuid) => ({ uuid })));
  expect(answers.slice(100).every((answer) => answer instanceof ApiStatusError)).toBe(true);
});

it('learns from strangers in the answer that the filter is ignored', async () => {
  const { load, requests, findings } = world(['a', 'b', 'stranger'], 'ignored');
  await load(['a', 'b']);
  await load(['a', 'b']);
  expect(findings.batches.get('rows by uuid')?.isHonoured).toBe(false);
  expect(requests).toEqual(['many 2', 'one a', 'one b']);
});

it('asks again for the rest when the upstream gives fewer rows at a time', async () => {
  const uuids = Array.from({ length: 50 }, (_, index) => `u${index}`);
  const { load, requests } = world(uuids, 'honoured', { maxRows: 20 });
  expect(await load(uuids)).toEqual(uuids.map((uuid) => ({ uuid })));
  expect(requests).toEqual(['many 50', 'many 30', 'many 10']);
});

it('asks for none of those left over where all of them are more than the budget has', async () => {
  const { load, requests } = world(['a', 'b'], 'honoured', { budget: 2, hasTotal: false });
  const refused = expect.any(ApiBudgetError);
  expect(await load(['a', 'x', 'y', 'b', 'z'])).toEqual([{ uuid: 'a' }, refused, refused, { uuid: 'b' }, refused]);
  expect(requests).toEqual(['many 5']);
  expect(await load(['a', 'x', 'y', 'b'])).toEqual([{ uuid: 'a' }, null, null, { uuid: 'b' }]);
  expect(requests).toEqual(['many 5', 'many 4', 'one x', 'one y']);
});

it.each(['refused', 'ignored'] as const)('leaves a filter that is %s alone for ten minutes', async (manner) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { load, requests } = world(['stranger', 'a', 'b'], manner, { maxRows: 1 });
  const singly = ['one a', 'one b'];
  await load(['a', 'b']);
  await load(['a', 'b']);
  expect(requests).toEqual(['many 2', ...singly, ...singly]);
  vi.advanceTimersByTime(10 * 60_000);
  await load(['a', 'b']);
  expect(requests.slice(5)).toEqual(['many 2', ...singly]);
});

it('asks nobody alone when a filter that is proven is refused', async () => {
  const { load, requests, findings } = world(['a', 'b'], 'refused');
  findings.batches.set('rows by uuid', { isHonoured: true, holdsUntilMs: Number.POSITIVE_INFINITY });
  const failures = [expect.any(ApiStatusError), expect.any(ApiStatusError)];
  expect(await load(['a', 'b'])).toEqual(failures);
  expect(await load(['a', 'b'])).toEqual(failures);
  expect(requests).toEqual(['many 2', 'many 2']);
});

it('learns nothing from a refusal where nothing asked for exists', async () => {
  const { load, findings } = world([], 'refused');
  expect(await load(['a', 'b'])).toEqual([null, null]);
  expect(findings.batches.size).toBe(0);
});

it('asks for more than a hundred in batches, of which one goes ahead while nothing is known of the filter', async () => {
  const uuids = Array.from({ length: 250 }, (_, index) => `u${index}`);
  const { load, requests } = world(['stranger', ...uuids], 'ignored');
  await load(uuids);
  expect(requests.filter((line) => line.startsWith('many'))).toEqual(['many 100']);
  const honest = world(uuids);
  expect(await honest.load(uuids)).toEqual(uuids.map((uuid) => ({ uuid })));
  expect(honest.requests).toEqual(['many 100', 'many 100', 'many 50']);
});

it('makes a failure of one a value beside the others', async () => {
  const failure = new Error('no');
  const ignored = {
    batches: new Map([['rows by uuid', { isHonoured: false, holdsUntilMs: Number.POSITIVE_INFINITY }]]),
  };
  const answers = await loadReferences(['a', 'b'], {
    api: { findings: ignored, afford: () => Promise.resolve(), knownGone: () => NOTHING_KNOWN },
    name: 'rows by uuid',
    getMany: () => Promise.reject(failure),
    get: async (uuid) => {
      if (uuid === 'a') throw failure;
      return { uuid };
    },
  });
  expect(answers).toEqual([failure, { uuid: 'b' }]);
});

it('gives what each alone would, whatever the upstream makes of the filter, within one request for each and one more', async () => {
  const manner = fc.constantFrom<Manner>('honoured', 'ignored', 'refused', 'last value only');
  const uuid = fc.integer({ min: 0, max: 130 }).map((number) => `u${number}`);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(uuid), fc.uniqueArray(uuid), manner, async (stored, asked, how) => {
      const { load, requests } = world(stored, how);
      expect(await load(asked)).toEqual(asked.map((one) => (stored.includes(one) ? { uuid: one } : null)));
      expect(requests.length).toBeLessThanOrEqual(asked.length + Math.ceil(asked.length / 100));
    }),
    { numRuns: 2_000 },
  );
});
