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

/** Kills a gateway that is sending its first message, and answers with the requests that it made. */
async function killInFirstSend(killing: Killing, kind: string, env: Record<string, string>): Promise<string[]> {
  await killing.kill();
  await addFault(killing.stack.upstreamUrl, { kind, method: 'POST', path: '/flows/api/messages', times: 1 });
  const before = (await killing.upstream()).length;
  const postsBefore = await posts(killing);
  await using first = await killing.stack.startAnother(env);
  const lost = expect(ask(first.url, SEND, { input: killing.input })).rejects.toThrow();
  await expect.poll(() => posts(killing), { timeout: 20_000, interval: 20 }).toBe(postsBefore + 1);
  await killing.kill(first.gateway);
  await lost;
  return (await killing.upstream()).slice(before);
}

/** The same key again: `sent`, `replayed`, or what the error says. */
async function sendAgain({ input }: Killing, url: string): Promise<unknown> {
  const { data, errors } = await ask<Sent['data']>(url, SEND, { input });
  if (errors) return errors[0]?.extensions;
  return data.sendMessage?.replayed ? 'replayed' : 'sent';
}

/** The clock of the process that is killed, and that of its successor, both compared with the upstream's. */
const CLOCKS = [
  { first: HOUR_MS, successor: HOUR_MS },
  { first: -HOUR_MS, successor: -HOUR_MS },
  { first: HOUR_MS, successor: -HOUR_MS },
  { first: -HOUR_MS, successor: HOUR_MS },
];

it.each(CLOCKS)(
  'finds what was stored when it is killed in its first send, by clocks that are wrong: %j',
  async (clocks) => {
    await using killing = await startKilling();
    const requests = await killInFirstSend(killing, 'hang-after-storing', clockAhead(clocks.first));
    expect(requests).toEqual(['GET /id/api/users/current 200', 'POST /flows/api/messages null']);
    await using successor = await killing.stack.startAnother(clockAhead(clocks.successor));
    expect(await sendAgain(killing, successor.url)).toBe('replayed');
    expect([await killing.stored(), await posts(killing)]).toEqual([1, 1]);
  },
);

it.each(CLOCKS)(
  'takes no earlier message for its own, and posts again after a minute, by clocks that are wrong: %j',
  async (clocks) => {
    await using killing = await startKilling();
    const { upstreamUrl, apiKey } = killing.stack;
    const { text, leadId: lead_uuid, senderProfileId: sender_profile_uuid } = killing.input;
    await fetch(`${upstreamUrl}/flows/api/linkedin-messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text, lead_uuid, sender_profile_uuid }),
    });
    await advance(upstreamUrl, 60_000);
    await killInFirstSend(killing, 'hang', clockAhead(clocks.first));
    await using successor = await killing.stack.startAnother(clockAhead(clocks.successor));
    const doubt = await sendAgain(killing, successor.url);
    expect(doubt).toEqual({ code: 'SEND_UNCONFIRMED', retryAfterMs: expect.any(Number) });
    expect(await killing.stored()).toBe(1);
    await advance(upstreamUrl, 75_000);
    expect(await sendAgain(killing, successor.url)).toBe('sent');
    expect([await killing.stored(), await posts(killing)]).toEqual([2, 3]);
  },
);
