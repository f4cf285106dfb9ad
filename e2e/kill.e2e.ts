import { expect, it } from 'vitest';
import { EMAIL, type Killing, PLANNED, startKilling } from './killing.ts';
import { addFault, advance } from './sandbox-controls.ts';

const POST = { method: 'POST', path: '/flows/api/messages', times: 1 };
const until = <T>(look: () => T) => expect.poll(look, { timeout: 20_000, interval: 20 });
const POSTED = expect.stringMatching(/^POST /);

/** The same key again, by a new process on the same folder; the upstream's time goes on where that is asked for. */
async function sendAgain(killing: Killing): Promise<string> {
  await using successor = await killing.stack.startAnother({ UPSTREAM_REQUESTS_PER_MINUTE: '300' });
  for (let turn = 0; turn < 3; turn++) {
    const { data, errors = [] } = await killing.send(successor.url);
    const { field } = killing.sendable;
    const result = data[field];
    if (result) return result.replayed ? 'replayed' : 'sent';
    const doubt = errors.find(({ path }) => path?.[0] === field)?.extensions;
    expect(doubt).toMatchObject({ code: 'SEND_UNCONFIRMED' });
    await advance(killing.stack.upstreamUrl, Number(doubt?.['retryAfterMs']) + 1_000);
  }
  throw new Error('The send stayed unconfirmed');
}

/** Kills the gateway when `come` holds, sends again, and answers with what that said. */
async function killWhen(killing: Killing, come: () => Promise<void>): Promise<string> {
  const answer = killing.send().then(
    () => 'came',
    () => 'was lost',
  );
  await come();
  await killing.kill();
  expect(await answer).toBe('was lost');
  const outcome = await sendAgain(killing);
  expect(await killing.stored()).toBe(1);
  expect(killing.recorded()).toEqual(['sent']);
  return outcome;
}

it('sends once when it is killed before the send is recorded', async () => {
  await using killing = await startKilling();
  killing.ledger.exec('BEGIN IMMEDIATE');
  const outcome = await killWhen(killing, async () => {
    await until(killing.upstream).toContainEqual(expect.stringMatching(/^DELETE .* 404$/));
    expect(killing.recorded()).toEqual([]);
  });
  expect(outcome).toBe('sent');
});

it('sends once when it is killed after the send is recorded and before the request leaves', async () => {
  const wait = { UPSTREAM_MAX_WAIT_MS: '100000', OPERATION_TIMEOUT_MS: '100000' };
  // Two requests find the thread, one is the deletion: the send has to wait for the next minute.
  await using killing = await startKilling({ UPSTREAM_REQUESTS_PER_MINUTE: '3', ...wait });
  const outcome = await killWhen(killing, async () => {
    await until(killing.recorded).toEqual(['pending']);
    expect(await killing.upstream()).not.toContainEqual(POSTED);
  });
  expect(outcome).toBe('sent');
});

it('sends once when it is killed after the request left, and the upstream stores the message later', async () => {
  await using killing = await startKilling();
  await addFault(killing.stack.upstreamUrl, { ...POST, kind: 'store-late', ms: 30_000 });
  const outcome = await killWhen(killing, async () => {
    await until(killing.upstream).toContainEqual(POSTED);
    expect(await killing.stored()).toBe(0);
  });
  expect(outcome).toBe('replayed');
});

it('sends once when it is killed after the message was stored and before it is told so', async () => {
  await using killing = await startKilling();
  await addFault(killing.stack.upstreamUrl, { ...POST, kind: 'hang-after-storing' });
  const outcome = await killWhen(killing, () => until(killing.stored).toBe(1));
  expect(outcome).toBe('replayed');
});

it('sends once when it is killed after the answer came and before that is recorded', async () => {
  await using killing = await startKilling();
  await addFault(killing.stack.upstreamUrl, { ...POST, kind: 'delay', ms: 500 });
  const outcome = await killWhen(killing, async () => {
    await until(killing.upstream).toContainEqual(POSTED);
    killing.ledger.exec('BEGIN IMMEDIATE');
    await until(killing.upstream).toContain('POST /flows/api/messages 201');
    expect(killing.recorded()).toEqual(['pending']);
  });
  expect(outcome).toBe('replayed');
});

it('sends once when it is killed after the send is known and before its caller is told so', async () => {
  await using killing = await startKilling();
  await addFault(killing.stack.upstreamUrl, { kind: 'hang', method: 'GET', path: '/leads/api/leads/{uuid}', times: 1 });
  const outcome = await killWhen(killing, () => until(killing.recorded).toEqual(['sent']));
  expect(outcome).toBe('replayed');
  expect((await killing.upstream()).filter((line) => line.startsWith('POST '))).toHaveLength(1);
});

it.each([EMAIL, PLANNED])(
  'does $field once when it is killed before it is stored, and after it is and before it is told so',
  async (sendable) => {
    for (const fault of [{ kind: 'store-late', ms: 30_000 }, { kind: 'hang-after-storing' }]) {
      await using killing = await startKilling({}, sendable);
      await addFault(killing.stack.upstreamUrl, { method: 'POST', path: sendable.post, times: 1, ...fault });
      const outcome = await killWhen(killing, async () => {
        await until(killing.upstream).toContainEqual(expect.stringContaining(`POST ${sendable.post}`));
      });
      expect(outcome).toBe('replayed');
    }
  },
);
