import type { Message } from '@getsales-gateway/api-client';
import { type Clock, toTimestamp } from './clock.ts';
import type { World } from './world.ts';

const REPLY_EVERY_MS = 10_000;

/** Time from the reply on LinkedIn until GetSales stores it. */
const SYNC_MS = 4_000;

const REPLIES = [
  'Thanks for the message. Let me look into it and come back to you.',
  'Good point. Can we talk about it on Thursday?',
  'Hi, I am travelling this week. Could you send me a summary?',
  'Sounds good to me!',
  'I have forwarded it to my colleague, she will be in touch.',
  'What would that look like for a team of our size?',
];

/** Makes leads answer: every 10 s of the clock, the lead that got the latest message and has not answered yet. */
export function bringToLife(world: World, clock: Clock): void {
  let count = 0;
  clock.after(REPLY_EVERY_MS, tick);

  function tick(): void {
    const unanswered = lastUnanswered(world);
    if (unanswered !== undefined) reply(world, clock, unanswered, REPLIES[count++ % REPLIES.length] ?? '');
    clock.after(REPLY_EVERY_MS, tick);
  }
}

function lastUnanswered(world: World): Message | undefined {
  const latest = new Map<string, Message>();
  for (const message of world.messages.all()) {
    const thread = `${message.lead_uuid} ${message.sender_profile_uuid}`;
    if (message.lead_uuid !== null && isLater(message, latest.get(thread))) latest.set(thread, message);
  }
  return [...latest.values()]
    .filter(({ type }) => type === 'outbox')
    .reduce<Message | undefined>((last, message) => (isLater(message, last) ? message : last), undefined);
}

function isLater({ sent_at }: Message, than: Message | undefined): boolean {
  return sent_at !== null && sent_at >= (than?.sent_at ?? '');
}

function reply(world: World, clock: Clock, { lead_uuid, sender_profile_uuid, ...thread }: Message, text: string): void {
  const now = clock.timestamp();
  const sent_at = toTimestamp(clock.now() - SYNC_MS);
  world.messages.insert({
    lead_uuid,
    sender_profile_uuid,
    linkedin_account_uuid: thread.linkedin_account_uuid,
    linkedin_conversation_uuid: thread.linkedin_conversation_uuid,
    type: 'inbox',
    automation: 'synced',
    linkedin_type: thread.linkedin_type === 'connection_note' ? 'message' : thread.linkedin_type,
    text,
    sent_at,
  });
  const lead = world.leads.get(lead_uuid ?? '');
  if (lead === undefined) return;
  const others = (lead.unread_counts ?? []).filter((unread) => unread.sender_profile_uuid !== sender_profile_uuid);
  const unread = (lead.unread_counts ?? []).find((entry) => entry.sender_profile_uuid === sender_profile_uuid);
  world.leads.update(lead.uuid, {
    last_stop_on_reply_at: sent_at,
    unread_counts: [...others, { sender_profile_uuid, count: (unread?.count ?? 0) + 1 }],
    updated_at: now,
  });
}
