import { expect, it } from 'vitest';
import { createInFlight } from './in-flight.ts';

/** Reads that end when told to. */
function reads() {
  const started: { signal: AbortSignal; answer: PromiseWithResolvers<unknown> }[] = [];
  const start = (signal: AbortSignal) => {
    const answer = Promise.withResolvers<unknown>();
    started.push({ signal, answer });
    return answer.promise;
  };
  return { started, start };
}

it('answers equal reads of one scope by one request', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const both = Promise.all([join('key', '/leads', undefined, start), join('key', '/leads', undefined, start)]);
  started[0]?.answer.resolve('page');
  expect(await both).toEqual(['page', 'page']);
  expect(started).toHaveLength(1);
});

it('shares nothing between scopes, other reads, or once the answer has come', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const first = join('key', '/leads', undefined, start);
  void join('other key', '/leads', undefined, start);
  void join('key', '/lists', undefined, start);
  expect(started).toHaveLength(3);
  started[0]?.answer.resolve('page');
  await first;
  void join('key', '/leads', undefined, start);
  expect(started).toHaveLength(4);
});

it('lets each caller leave alone, and aborts the read when the last has left', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const [one, two] = [new AbortController(), new AbortController()];
  const answers = [join('key', '/leads', one.signal, start), join('key', '/leads', two.signal, start)];
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
  join('key', '/leads', controller.signal, start).catch(() => {});
  controller.abort();
  void join('key', '/leads', undefined, start);
  expect(started).toHaveLength(2);
});

it('lets nobody join after a write what began before it ended', () => {
  const { join, forget } = createInFlight();
  const { started, start } = reads();
  void join('key', '/leads', undefined, start);
  void join('other key', '/leads', undefined, start);
  forget('key');
  void join('key', '/leads', undefined, start);
  void join('other key', '/leads', undefined, start);
  expect(started).toHaveLength(3);
});

it('passes a failure on to all who joined', async () => {
  const { join } = createInFlight();
  const { started, start } = reads();
  const outcomes = Promise.allSettled([join('key', '/x', undefined, start), join('key', '/x', undefined, start)]);
  started[0]?.answer.reject(new Error('no'));
  expect(await outcomes).toMatchObject([{ reason: { message: 'no' } }, { reason: { message: 'no' } }]);
});
