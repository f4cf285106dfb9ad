import { expect, it } from 'vitest';
import { type Answer, ask } from './ask.ts';
import { type Killing, startKilling } from './killing.ts';
import { addFault, advance } from './sandbox-controls.ts';

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { replayed } }';
const HOUR_MS = 3_600_000;

type Sent = Answer<{ sendMessage: { replayed: boolean } | null }>;

/** A process whose own clock is wrong by so much. */
function clockAhead(ms: number): Record<string, string> {
  const shift = `Object.defineProperty(performance, "timeOrigin", { value: performance.timeOrigin + ${ms} })`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shift)}` };
}

const posts = async ({ upstream }: Killing) => (await upstream()).filter((line) => line.startsWith('POST ')).length;

/** Kills a gateway that is posting and was never answered before: nothing has told it the upstream's time. */
async function killAtFirstRequest(killing: Killing, kind: string, env: Record<string, string>): Promise<void> {
  await killing.kill();
  await addFault(killing.stack.upstreamUrl, { kind, method: 'POST', path: '/flows/api/messages', times: 1 });
  const before = await posts(killing);
  await using first = await killing.stack.startAnother(env);
  const lost = expect(ask(first.url, SEND, { input: killing.input })).rejects.toThrow();
  await expect.poll(() => posts(killing), { timeout: 20_000, interval: 20 }).toBe(before + 1);
  await killing.kill(first.gateway);
  await lost;
}

/** The same key again: `sent`, `replayed`, or what the error says. */
async function sendAgain({ input }: Killing, url: string): Promise<unknown> {
  const { data, errors } = await ask<Sent['data']>(url, SEND, { input });
  if (errors) return errors[0]?.extensions;
  return data.sendMessage?.replayed ? 'replayed' : 'sent';
}

it('finds what was stored when it is killed in its first request, however wrong its clock is', async () => {
  await using killing = await startKilling();
  await killAtFirstRequest(killing, 'hang-after-storing', clockAhead(HOUR_MS));
  await using successor = await killing.stack.startAnother(clockAhead(HOUR_MS));
  expect(await sendAgain(killing, successor.url)).toBe('replayed');
  expect([await killing.stored(), await posts(killing)]).toEqual([1, 1]);
});

it('posts nothing beside a message that may be the one, when its clock was set meanwhile', async () => {
  await using killing = await startKilling();
  await killAtFirstRequest(killing, 'hang-after-storing', clockAhead(HOUR_MS));
  await using successor = await killing.stack.startAnother();
  for (const waitMs of [0, 2 * HOUR_MS]) {
    await advance(killing.stack.upstreamUrl, waitMs);
    expect(await sendAgain(killing, successor.url)).toEqual({ code: 'SEND_UNCONFIRMED' });
  }
  expect([await killing.stored(), await posts(killing)]).toEqual([1, 1]);
});

it('takes no earlier message for its own, when its clock was set meanwhile', async () => {
  await using killing = await startKilling();
  const { upstreamUrl, apiKey } = killing.stack;
  const { text, leadId: lead_uuid, senderProfileId: sender_profile_uuid } = killing.input;
  await fetch(`${upstreamUrl}/flows/api/linkedin-messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text, lead_uuid, sender_profile_uuid }),
  });
  expect(await killing.stored()).toBe(1);
  await advance(upstreamUrl, HOUR_MS);
  await killAtFirstRequest(killing, 'hang', clockAhead(-3 * HOUR_MS));
  await using successor = await killing.stack.startAnother();
  expect(await sendAgain(killing, successor.url)).toEqual({ code: 'SEND_UNCONFIRMED' });
});

it('posts again when a minute has shown that nothing like it is there', async () => {
  await using killing = await startKilling();
  await killAtFirstRequest(killing, 'hang', clockAhead(-HOUR_MS));
  await using successor = await killing.stack.startAnother();
  const doubt = { code: 'SEND_UNCONFIRMED', retryAfterMs: 60_000 };
  expect(await sendAgain(killing, successor.url)).toEqual(doubt);
  await advance(killing.stack.upstreamUrl, 30_000);
  expect(await sendAgain(killing, successor.url)).toMatchObject({ code: 'SEND_UNCONFIRMED' });
  await advance(killing.stack.upstreamUrl, 31_000);
  expect(await sendAgain(killing, successor.url)).toBe('sent');
  expect([await killing.stored(), await posts(killing)]).toEqual([1, 2]);
});
