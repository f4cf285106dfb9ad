import type { FaultInput } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import { outcomeOf, sendBy, startSending } from './sending.ts';

const CLOCK = 'GET /id/api/users/current';
const SEND = 'POST /flows/api/messages';
/** Requests for the clock only: a fault of them, and of nothing else. */
const ASKED = { method: 'GET', path: '/id/api/users/current' } as const;
const impatient = { env: { UPSTREAM_TIMEOUT_MS: '1000' } };

it("asks for the upstream's time by one request before the first send with a key, and for no other", async () => {
  await using sending = await startSending();
  const answers = [];
  for (const idempotencyKey of ['a', 'b']) answers.push(await sending.send({ idempotencyKey }));
  expect(answers.map(outcomeOf)).toEqual(['sent', 'sent']);
  expect(sending.stack.upstream).toEqual([CLOCK, SEND, SEND]);
});

it('asks for no time before a send without a key', async () => {
  await using sending = await startSending();
  expect(outcomeOf(await sending.send())).toBe('sent');
  expect(sending.stack.upstream).toEqual([SEND]);
});

it('asks for no time that an earlier answer has told', async () => {
  await using sending = await startSending();
  await sending.stack.query('{ senderProfiles(first: 1) { nodes { uuid } } }');
  sending.stack.forget();
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
  expect(sending.stack.upstream).toEqual([SEND]);
});

it('asks once for many first sends at the same moment', async () => {
  await using sending = await startSending();
  sending.stack.sandbox.faults.add({ ...ASKED, kind: 'delay', ms: 300 });
  const inputs = Array.from({ length: 10 }, (_, index) => ({ ...sending.openThread(), idempotencyKey: `${index}` }));
  const answers = await Promise.all(inputs.map((input) => sending.send(input)));
  expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['sent']));
  expect(sending.stack.upstream.filter((line) => line === CLOCK)).toEqual([CLOCK]);
});

it('asks for no time to answer a key that was sent before a restart, or used for another input', async () => {
  await using sending = await startSending();
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
  await using successor = await sending.stack.startAnother();
  sending.stack.forget();
  const input = { ...sending.thread, text: 'Good-bye', idempotencyKey: 'key' };
  expect(outcomeOf(await sendBy(successor, input))).toBe('IDEMPOTENCY_CONFLICT');
  expect(sending.stack.upstream).toEqual([]);
  expect(outcomeOf(await sendBy(successor, { ...input, text: 'Hello' }))).toBe('replayed');
  expect(sending.stack.upstream).toEqual([expect.stringContaining('filter[uuid]')]);
});

const FAILURES: [code: string, fault: FaultInput][] = [
  ['UNAUTHENTICATED', { ...ASKED, kind: 'status', status: 401 }],
  ['FORBIDDEN', { ...ASKED, kind: 'status', status: 403 }],
  ['PAYMENT_REQUIRED', { ...ASKED, kind: 'status', status: 402 }],
  ['UPSTREAM_ERROR', { ...ASKED, kind: 'status', status: 500 }],
  ['UPSTREAM_UNAVAILABLE', { ...ASKED, kind: 'html', status: 502 }],
  ['UPSTREAM_UNAVAILABLE', { ...ASKED, kind: 'reset' }],
  ['UPSTREAM_TIMEOUT', { ...ASKED, kind: 'hang' }],
];

it.each(FAILURES)(
  'answers %s and posts nothing when the time cannot be had, and the key is free: %j',
  async (code, fault) => {
    await using sending = await startSending(impatient);
    const { faults } = sending.stack.sandbox;
    faults.add(fault);
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe(code);
    expect(new Set(sending.stack.upstream)).toEqual(new Set([CLOCK]));
    faults.clear();
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key', text: 'Good-bye' }))).toBe('sent');
    expect(sending.stored()).toEqual(['Good-bye']);
  },
);

it.each(['empty', 'broken-json', 'foreign-body'] as const)(
  'takes the time of a success whatever its body holds: %s',
  async (kind) => {
    await using sending = await startSending();
    sending.stack.sandbox.faults.add({ ...ASKED, kind });
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
  },
);
