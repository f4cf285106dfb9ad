import { expect, it } from 'vitest';
import { outcomeOf, sendBy, startSending, uuidOf } from './sending.ts';

const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');

it('sends once for a router that repeats the mutation', async () => {
  await using sending = await startSending();
  const answers = [];
  for (let time = 0; time < 3; time++) answers.push(await sending.send({ idempotencyKey: 'key' }));
  expect(answers.map(outcomeOf)).toEqual(['sent', 'replayed', 'replayed']);
  expect(new Set(answers.map(uuidOf)).size).toBe(1);
  expect(sending.stored()).toEqual(['Hello']);
  expect(sending.posts()).toBe(1);
});

it('answers a key that was sent before a restart with its message', async () => {
  await using sending = await startSending();
  const { stack, thread } = sending;
  const first = await sending.send({ idempotencyKey: 'key' });
  await stack.gateway[Symbol.asyncDispose]();
  await using successor = await stack.startAnother();
  const again = await sendBy(successor, { ...thread, text: 'Hello', idempotencyKey: 'key' });
  expect(outcomeOf(again)).toBe('replayed');
  expect(uuidOf(again)).toBe(uuidOf(first));
  expect(sending.posts()).toBe(1);
});

it('treats inputs as equal whichever form their ids have', async () => {
  await using sending = await startSending();
  const { leadId, senderProfileId } = sending.thread;
  await sending.send({ idempotencyKey: 'key', leadId: leadId.toUpperCase() });
  const again = await sending.send({
    idempotencyKey: 'key',
    leadId: globalId('Lead', leadId),
    senderProfileId: globalId('SenderProfile', senderProfileId),
  });
  expect(outcomeOf(again)).toBe('replayed');
  expect(sending.stored()).toHaveLength(1);
});

it('refuses another input under a key, and sends nothing', async () => {
  await using sending = await startSending();
  await sending.send({ idempotencyKey: 'key' });
  const others = [{ text: 'Good-bye' }, sending.openThread(), { subject: 'Hi' }, { messengerType: 'SALES_NAVIGATOR' }];
  for (const other of others) {
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key', ...other }))).toBe('IDEMPOTENCY_CONFLICT');
  }
  expect(sending.posts()).toBe(1);
});

it('answers fifty equal concurrent sends with one message', async () => {
  await using sending = await startSending();
  sending.stack.sandbox.faults.add({ kind: 'delay', ms: 300, method: 'POST' });
  const answers = await Promise.all(Array.from({ length: 50 }, () => sending.send({ idempotencyKey: 'key' })));
  expect(answers.map(outcomeOf).toSorted()).toEqual([...Array(49).fill('replayed'), 'sent']);
  expect(new Set(answers.map(uuidOf)).size).toBe(1);
  expect(sending.stored()).toEqual(['Hello']);
  expect(sending.posts()).toBe(1);
});

it('sends the same text twice under two keys', async () => {
  await using sending = await startSending();
  const answers = await Promise.all(['a', 'b'].map((idempotencyKey) => sending.send({ idempotencyKey })));
  expect(answers.map(outcomeOf)).toEqual(['sent', 'sent']);
  expect(new Set(answers.map(uuidOf)).size).toBe(2);
  expect(sending.stored()).toEqual(['Hello', 'Hello']);
});

it('scopes idempotency keys by API key and team', async () => {
  const keys = { 'key-a': { teamId: 1, otherTeamIds: [2] }, 'key-b': { teamId: 1 } };
  await using sending = await startSending({ sandbox: { keys } });
  const { leads, senderProfiles } = sending.stack.sandbox.worldOf(2);
  leads.insert({ uuid: sending.thread.leadId });
  senderProfiles.insert({ uuid: sending.thread.senderProfileId });
  const a = { authorization: 'Bearer key-a' };
  const callers = [a, { authorization: 'Bearer key-b' }, { ...a, 'team-id': '2' }];
  for (const outcome of ['sent', 'replayed']) {
    for (const caller of callers)
      expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }, caller))).toBe(outcome);
  }
  expect(sending.posts()).toBe(3);
});

it.each([400, 401, 402, 403, 404, 409, 422])(
  'frees a key when the upstream refuses the message: %i',
  async (status) => {
    await using sending = await startSending();
    sending.stack.sandbox.faults.add({ kind: 'status', status, method: 'POST', times: 1 });
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key', text: 'Hallo' }))).not.toBe('sent');
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
    expect(sending.stored()).toEqual(['Hello']);
  },
);

it('says that a message was sent which was deleted since', async () => {
  await using sending = await startSending();
  const { world } = sending.stack.sandbox;
  const uuid = uuidOf(await sending.send({ idempotencyKey: 'key' })) ?? '';
  expect(world.messages.remove(uuid)).toBe(true);
  const again = await sending.send({ idempotencyKey: 'key' });
  expect(again.data).toEqual({ sendMessage: { replayed: true, message: null } });
  expect(sending.posts()).toBe(1);
});

it('sends as often as it is told without a key, each time once', async () => {
  await using sending = await startSending();
  const answers = [await sending.send(), await sending.send()];
  expect(answers.map(outcomeOf)).toEqual(['sent', 'sent']);
  expect(sending.stored()).toEqual(['Hello', 'Hello']);
});

it('finds the path that the upstream sends by, and remembers it', async () => {
  await using sending = await startSending({ sandbox: { dialect: { sendPath: 'linkedin-messages' } } });
  const answers = [await sending.send({ idempotencyKey: 'a' }), await sending.send({ idempotencyKey: 'b' })];
  expect(answers.map(outcomeOf)).toEqual(['sent', 'sent']);
  expect(sending.stack.upstream).toEqual([
    'GET /id/api/users/current',
    'POST /flows/api/messages',
    'POST /flows/api/linkedin-messages',
    'POST /flows/api/linkedin-messages',
  ]);
});
