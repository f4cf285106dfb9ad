import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { outcomeOf, sendBy, startSending, uuidOf } from './sending.ts';
import { startStack } from './stack.ts';

it('aborts upstream reads when the caller leaves, without an error', async () => {
  await using stack = await startStack();
  stack.sandbox.faults.add({ kind: 'hang' });
  const caller = new AbortController();
  const answer = stack.post(
    { query: '{ a: leads(first: 1) { totalCount } b: messages(first: 1) { totalCount } }' },
    { signal: caller.signal },
  );
  await eventually(() => expect(stack.upstream).toHaveLength(2));
  caller.abort();
  await expect(answer).rejects.toThrow();
  await eventually(() => expect(stack.sandbox.requests.map(({ aborted }) => aborted)).toEqual([true, true]));
  await eventually(() => expect(stack.log.filter((line) => line.includes('"aborted":true'))).toHaveLength(1));
  expect(stack.log.join('')).not.toMatch(/"level":"(warn|error)"|"codes"/);
});

it('finishes a write that has left although the caller leaves', async () => {
  await using stack = await startStack();
  const { leads, senderProfiles, messages } = stack.sandbox.world;
  const [leadId, senderProfileId] = [leads.all()[0]?.uuid, senderProfiles.all()[0]?.uuid];
  const before = messages.size;
  stack.sandbox.faults.add({ kind: 'delay', ms: 1500 });
  const caller = new AbortController();
  const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { uuid } } }';
  const variables = { input: { leadId, senderProfileId, text: 'Hello!' } };
  const answer = stack.post({ query, variables }, { signal: caller.signal });
  await eventually(() => expect(stack.upstream).toHaveLength(1));
  caller.abort();
  await expect(answer).rejects.toThrow();
  await eventually(() => expect(stack.sandbox.requests).toMatchObject([{ status: 201, aborted: false }]));
  expect(messages.size).toBe(before + 1);
});

it('finishes a write that has left although its caller leaves and the gateway stops', async () => {
  await using sending = await startSending();
  const { stack, thread } = sending;
  stack.sandbox.faults.add({ kind: 'delay', ms: 1000, method: 'POST' });
  const caller = new AbortController();
  const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { uuid } } }';
  const input = { ...thread, text: 'Hello', idempotencyKey: 'key' };
  const answer = stack.post({ query, variables: { input } }, { signal: caller.signal });
  await eventually(() => expect(sending.posts()).toBe(1));
  caller.abort();
  await expect(answer).rejects.toThrow();
  await stack.gateway[Symbol.asyncDispose]();
  await using successor = await stack.startAnother();
  stack.forget();
  expect(outcomeOf(await sendBy(successor, input))).toBe('replayed');
  expect(stack.upstream).toEqual([expect.not.stringContaining('filter[type]')]);
});

it('aborts upstream requests when the time of the operation is over', async () => {
  await using stack = await startStack({ env: { OPERATION_TIMEOUT_MS: '1500' } });
  expect(stack.sandbox.world.users.size).toBeGreaterThan(0);
  stack.sandbox.faults.add({ kind: 'hang', path: '/leads/api/leads' });
  const { data, errors } = await stack.query('{ leads(first: 1) { totalCount } viewer { uuid } }');
  expect(data).toEqual({ leads: null, viewer: { uuid: expect.any(String) } });
  expect(errors).toMatchObject([{ path: ['leads'], extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
  await eventually(() => expect(stack.sandbox.requests).toContainEqual(expect.objectContaining({ aborted: true })));
});

/** A send whose post is given up at the end of the operation's time: the look at its thread takes longer than that. */
async function startLateSend() {
  const sending = await startSending({ env: { OPERATION_TIMEOUT_MS: '1000' } });
  const { faults } = sending.stack.sandbox;
  const times = 1;
  faults.add({ kind: 'hang-after-storing', method: 'POST', times });
  faults.add({ kind: 'delay', ms: 1500, method: 'GET', path: '/flows/api/linkedin-messages', times });
  const answer = await sending.send({ idempotencyKey: 'key' });
  return { ...sending, answer, [Symbol.asyncDispose]: () => sending[Symbol.asyncDispose]() };
}

it('answers SEND_UNCONFIRMED when the time is over, and reads the thread back for the same key', async () => {
  await using late = await startLateSend();
  expect(late.answer.errors?.[0]?.extensions).toEqual({ code: 'SEND_UNCONFIRMED', retryAfterMs: 5_000 });
  const answered = late.stack.sandbox.requests.filter(({ status }) => status !== null);
  expect(answered).toMatchObject([{ path: '/id/api/users/current' }]);
  const again = await eventually(async () => {
    const answer = await late.send({ idempotencyKey: 'key' });
    expect(outcomeOf(answer)).toBe('replayed');
    return answer;
  });
  expect(uuidOf(again)).toBe(late.stack.sandbox.world.messages.all()[0]?.uuid);
  expect(late.stack.upstream.filter((line) => line.includes('filter[type]=outbox'))).toHaveLength(1);
  expect(late.posts()).toBe(1);
});

it('finishes reading the thread back when it is told to stop', async () => {
  await using late = await startLateSend();
  expect(outcomeOf(late.answer)).toBe('SEND_UNCONFIRMED');
  await late.stack.gateway[Symbol.asyncDispose]();
  late.stack.forget();
  await using successor = await late.stack.startAnother();
  const again = await sendBy(successor, { ...late.thread, text: 'Hello', idempotencyKey: 'key' });
  expect(outcomeOf(again)).toBe('replayed');
  // The message by its uuid: nothing had to be looked for.
  expect(late.stack.upstream).toEqual([expect.stringContaining(uuidOf(again) ?? 'none')]);
});

it('reads a thread back for no longer than the operation may take', async () => {
  await using sending = await startSending({ env: { OPERATION_TIMEOUT_MS: '1000', UPSTREAM_TIMEOUT_MS: '500' } });
  const { faults } = sending.stack.sandbox;
  const thread = { method: 'GET', path: '/flows/api/linkedin-messages', times: 1 } as const;
  faults.add({ kind: 'hang-after-storing', method: 'POST', times: 1 });
  faults.add({ ...thread, kind: 'status', status: 422 });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  await using patient = await sending.stack.startAnother({ UPSTREAM_TIMEOUT_MS: '10000' });
  faults.add({ ...thread, kind: 'delay', ms: 2000 });
  const input = { ...sending.thread, text: 'Hello', idempotencyKey: 'key' };
  const { errors } = await sendBy(patient, input);
  expect(errors?.[0]?.extensions).toEqual({ code: 'SEND_UNCONFIRMED', retryAfterMs: 5_000 });
  expect(sending.stack.sandbox.requests.at(-1)).toMatchObject({ method: 'GET', status: null });
  await eventually(async () => {
    expect(outcomeOf(await sendBy(patient, input))).toBe('replayed');
  });
  expect(sending.posts()).toBe(1);
});

it('leaves no timer behind', async () => {
  await using stack = await startStack();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await stack.query('{ viewer { uuid } }');
  const before = timers();
  for (let i = 0; i < 20; i++) await stack.query('{ viewer { uuid } }');
  expect(timers()).toBeLessThan(before + 10);
});
