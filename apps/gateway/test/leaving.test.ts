import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { startStack } from './stack.ts';

it('aborts upstream reads when the caller leaves, and calls it no error', async () => {
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

it('carries a write that has left to its end when the caller leaves', async () => {
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

it('gives the upstream the time that an operation has, and no more', async () => {
  await using stack = await startStack({ env: { OPERATION_TIMEOUT_MS: '1500' } });
  expect(stack.sandbox.world.users.size).toBeGreaterThan(0);
  stack.sandbox.faults.add({ kind: 'hang', path: '/leads/api/leads' });
  const { data, errors } = await stack.query('{ leads(first: 1) { totalCount } viewer { uuid } }');
  expect(data).toEqual({ leads: null, viewer: { uuid: expect.any(String) } });
  expect(errors).toMatchObject([{ path: ['leads'], extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
  await eventually(() => expect(stack.sandbox.requests).toContainEqual(expect.objectContaining({ aborted: true })));
});

it('leaves no timer behind', async () => {
  await using stack = await startStack();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await stack.query('{ viewer { uuid } }');
  const before = timers();
  for (let i = 0; i < 20; i++) await stack.query('{ viewer { uuid } }');
  expect(timers()).toBeLessThan(before + 10);
});
