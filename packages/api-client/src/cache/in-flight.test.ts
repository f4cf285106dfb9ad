import { expect, it } from 'vitest';
import { ApiBudgetError } from '../errors.ts';
import { createInFlight, type StartRead } from './in-flight.ts';

/** Reads that end when told to. */
function reads() {
  const started: { signal: AbortSignal; answer: PromiseWithResolvers<unknown> }[] = [];
  const start: StartRead = ({ signal }) => {
    const answer = Promise.withResolvers<unknown>();
    started.push({ signal, answer });
    return answer.promise;
  };
  return { started, start };
}

const by = (signal?: AbortSignal) => ({ signal, timeLeftMs: () => 1_000 });

it('answers equal reads of one scope by one request', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const both = Promise.all([join('key', '/leads', by(undefined), start), join('key', '/leads', by(undefined), start)]);
  started[0]?.answer.resolve('page');
  expect(await both).toEqual(['page', 'page']);
  expect(started).toHaveLength(1);
});

it('shares nothing between scopes, other reads, or once the answer has come', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const first = join('key', '/leads', by(undefined), start);
  void join('other key', '/leads', by(undefined), start);
  void join('key', '/lists', by(undefined), start);
  expect(started).toHaveLength(3);
  started[0]?.answer.resolve('page');
  await first;
  void join('key', '/leads', by(undefined), start);
  expect(started).toHaveLength(4);
});

it('lets each caller leave alone, and aborts the read when the last has left', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const [one, two] = [new AbortController(), new AbortController()];
  const answers = [join('key', '/leads', by(one.signal), start), join('key', '/leads', by(two.signal), start)];
  const outcomes = Promise.allSettled(answers);
  one.abort(new Error('one left'));
  expect(started[0]?.signal.aborted).toBe(false);
  two.abort(new Error('two left'));
  expect(started[0]?.signal.aborted).toBe(true);
  expect(await outcomes).toMatchObject([{ reason: { message: 'one left' } }, { reason: { message: 'two left' } }]);
});

it('lets nobody join a read that everybody has left', () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const controller = new AbortController();
  join('key', '/leads', by(controller.signal), start).catch(() => {});
  controller.abort();
  void join('key', '/leads', by(undefined), start);
  expect(started).toHaveLength(2);
});

it('lets nobody join after a write what began before it ended', () => {
  const { join, forget } = createInFlight();
  const { started, start } = reads();
  void join('key', '/leads', by(undefined), start);
  void join('other key', '/leads', by(undefined), start);
  forget('key');
  void join('key', '/leads', by(undefined), start);
  void join('other key', '/leads', by(undefined), start);
  expect(started).toHaveLength(3);
});

it('passes a failure on to all who joined', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const outcomes = Promise.allSettled([
    join('key', '/x', by(undefined), start),
    join('key', '/x', by(undefined), start),
  ]);
  started[0]?.answer.reject(new Error('no'));
  expect(await outcomes).toMatchObject([{ reason: { message: 'no' } }, { reason: { message: 'no' } }]);
});

it('lives by the longest time of those aboard', () => {
  const { join } = createInFlight();
  let timeLeftMs = () => 0;
  const start: StartRead = (read) => {
    ({ timeLeftMs } = read);
    return Promise.withResolvers<unknown>().promise;
  };
  void join('key', '/x', { signal: undefined, timeLeftMs: () => 50 }, start);
  expect(timeLeftMs()).toBe(50);
  void join('key', '/x', { signal: undefined, timeLeftMs: () => 100_000 }, start);
  expect(timeLeftMs()).toBe(100_000);
});

it('starts again for who has more time than the one whom the budget refused', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const short = join('key', '/x', { signal: undefined, timeLeftMs: () => 50 }, start);
  const long = join('key', '/x', { signal: undefined, timeLeftMs: () => 100_000 }, start);
  const refusal = new ApiBudgetError({ method: 'GET', path: '/x' }, { retryAfterMs: 60 });
  started[0]?.answer.reject(refusal);
  await expect(short).rejects.toBe(refusal);
  expect(started).toHaveLength(2);
  started[1]?.answer.resolve('page');
  expect(await long).toBe('page');
});
