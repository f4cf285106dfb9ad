import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import type { Front } from './front.ts';
import { type Listening, listen } from './listening.ts';
import { startStack } from './stack.ts';

const RECEIVED = 'subscription($after: String) { messageReceived(after: $after) { cursor message { text } } }';
const QUICK = {
  env: { LIVE_POLL_MS: '50', UPSTREAM_REQUESTS_PER_MINUTE: '100000' },
  sandbox: { size: { leads: 0 }, dialect: { requestsPerMinute: null } },
};

/** A client that listens on, wherever it is served. */
function startClient(serving: () => Front, until: AbortSignal) {
  const texts: string[] = [];
  let completed = 0;
  let after: string | undefined;
  let current: Listening | undefined;
  const run = async () => {
    while (!until.aborted) {
      const listening = await listen(serving(), RECEIVED, { variables: { after } }).catch(() => undefined);
      current = listening;
      while (listening && !listening.isOver() && !until.aborted) await delay(20);
      await listening?.[Symbol.asyncDispose]();
      if (listening?.isComplete()) completed += 1;
      texts.push(...(listening?.texts() ?? []));
      after = listening?.cursor() ?? after;
      current = undefined;
    }
  };
  return {
    done: run(),
    hasCursor: () => (current?.cursor() ?? after) !== undefined,
    texts: () => [...texts, ...(current?.texts() ?? [])],
    completed: () => completed,
  };
}

it('misses and repeats nothing for 200 listeners while both of two replicas are replaced', async () => {
  await using stack = await startStack(QUICK);
  const { clock, world } = stack.sandbox;
  const sent: string[] = [];
  const arrive = () => {
    clock.advance(100);
    sent.push(String(sent.length));
    world.messages.insert({ type: 'inbox', text: sent.at(-1) ?? '' });
  };
  const leaving = new AbortController();
  const serving: Front[] = [stack, await stack.startAnother()];
  const clients = Array.from({ length: 200 }, (_, index) =>
    startClient(() => serving[index % serving.length] ?? stack, leaving.signal),
  );
  await eventually(() => {
    arrive();
    expect(clients.every((client) => client.hasCursor())).toBe(true);
  });
  const from = sent.length;
  for (let round = 0; round < 2; round++) {
    arrive();
    const [old] = serving.splice(0, 1, await stack.startAnother());
    serving.push(...serving.splice(0, 1));
    const stopped = old?.gateway[Symbol.asyncDispose]();
    for (let n = 0; n < 5; n++) {
      arrive();
      await delay(30);
    }
    await stopped;
  }
  arrive();
  const expected = sent.slice(from);
  await eventually(() => {
    for (const client of clients) expect(client.texts().slice(-expected.length)).toEqual(expected);
  });
  for (const client of clients) {
    expect(new Set(client.texts()).size).toBe(client.texts().length);
    expect(client.completed()).toBeGreaterThanOrEqual(1);
  }
  leaving.abort();
  await Promise.all(clients.map(({ done }) => done));
  for (const { gateway } of serving) await gateway[Symbol.asyncDispose]();
}, 120_000);

it('drops a client that does not read, with a code', async () => {
  await using stack = await startStack(QUICK);
  const { clock, world } = stack.sandbox;
  const leaving = new AbortController();
  const response = await stack.post(
    { query: RECEIVED },
    { headers: { accept: 'text/event-stream' }, signal: leaving.signal },
  );
  const { requests } = stack.sandbox;
  const text = 'x'.repeat(8_000);
  await eventually(async () => {
    clock.advance(1_000);
    for (let n = 0; n < 300; n++) world.messages.insert({ type: 'inbox', text });
    const before = requests.length;
    await delay(400);
    // Nobody listens any more.
    expect(requests).toHaveLength(before);
  });
  expect((await response.text()).slice(-400)).toContain('"code":"SLOW_READER"');
  leaving.abort();
}, 60_000);
