import { expect, it } from 'vitest';
import { type Answer, type Code, NoAnswerError } from './errors.ts';
import { backOffMs, pause, pauseBeforeRepeat } from './repeat.ts';

const query = { text: '{ leads { totalCount } }', kind: 'query' } as const;
const mutation = { text: 'mutation { … }', kind: 'mutation' } as const;
const keyed = { input: { idempotencyKey: 'key' } };

function refused(code: Code, retryAfterMs?: number, path: string[] = ['field'], data: object = { field: null }) {
  const extensions = { code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return { data, errors: [{ message: '', path, extensions }] } satisfies Answer<unknown>;
}

it.each([
  ['a query', query, {}, refused('RATE_LIMITED', 700), 700],
  ['a query that asks for more than there is at all', query, {}, refused('RATE_LIMITED'), undefined],
  ['a query after a bug', query, {}, refused('INTERNAL_SERVER_ERROR'), undefined],
  ['a mutation of which nothing was done', mutation, {}, refused('RATE_LIMITED', 700), 700],
  [
    'a mutation of which a part was done',
    mutation,
    {},
    refused('RATE_LIMITED', 7, ['a'], { a: null, b: {} }),
    undefined,
  ],
  ['a mutation that only its payload is missing of', mutation, {}, refused('RATE_LIMITED', 7, ['a', 'b']), undefined],
  ['a send with a key, in doubt', mutation, keyed, refused('SEND_UNCONFIRMED', 700), 700],
  ['a send with a key, for a person to look at', mutation, keyed, refused('SEND_UNCONFIRMED'), undefined],
  ['a send without a key, in doubt', mutation, { input: {} }, refused('SEND_UNCONFIRMED', 700), undefined],
  ['a send of which the store is gone', mutation, {}, refused('COORDINATION_UNAVAILABLE'), undefined],
  ['a mutation whose answer is lost', mutation, {}, new NoAnswerError(), undefined],
  ['a query that a proxy refuses', query, {}, new NoAnswerError(403), undefined],
])('decides about %s', (_name, operation, variables, outcome, expected) => {
  expect(pauseBeforeRepeat(operation, variables, outcome, 0)).toBe(expected);
});

it.each([
  ['a query whose answer is lost', query, {}, new NoAnswerError()],
  ['a query that a proxy cannot pass on', query, {}, new NoAnswerError(502)],
  ['a send with a key whose answer is lost', mutation, keyed, new NoAnswerError()],
  ['a send with a key of which the store is gone', mutation, keyed, refused('COORDINATION_UNAVAILABLE')],
])('repeats %s after a pause', (_name, operation, variables, outcome) => {
  expect(pauseBeforeRepeat(operation, variables, outcome, 0)).toBeGreaterThan(0);
});

it('pauses longer from one failure to the next, up to five seconds', () => {
  for (const failures of [0, 1, 2, 10, 1_000]) {
    const most = Math.min(5_000, 300 * 2 ** failures);
    expect(backOffMs(failures)).toBeLessThanOrEqual(most);
    expect(backOffMs(failures)).toBeGreaterThanOrEqual(most / 2);
  }
});

it('leaves a pause when it is told to', async () => {
  const leaving = new AbortController();
  const pausing = pause(60_000, leaving.signal);
  leaving.abort(new Error('enough'));
  await expect(pausing).rejects.toThrow('enough');
});
