import { faker } from '@faker-js/faker/locale/en';
import type { Lead, Message } from '@getsales-gateway/api-client';
import type { World } from '../world.ts';
import { FAIL_REASONS } from './dialogue.ts';
import { type Thread, toMessages, toThread } from './threads.ts';

/** Fills conversations until there are `count` messages. Where the leads do not suffice, they talk to a further sender. */
export function seedMessages(world: World, count: number): void {
  const senders = world.senderProfiles.all();
  const leads = faker.helpers.shuffle([...world.leads.all()]).slice(0, Math.ceil(world.leads.size * 0.85));
  const rows: Partial<Message>[] = [];
  for (let index = 0; rows.length < count; index++) {
    const lead = leads[index % leads.length];
    const sender = senders[(index + Math.floor(index / leads.length)) % senders.length];
    if (lead === undefined || sender === undefined) return;
    const thread = toThread(lead, sender, count - rows.length);
    const messages = toMessages(thread);
    rows.push(...messages.map((message, at) => withRarities(message, thread, at)));
    world.leads.update(lead.uuid, toStanding(world, thread, messages));
  }
  for (const row of rows.toSorted((a, b) => String(a.created_at).localeCompare(String(b.created_at)))) {
    world.messages.insert(row);
  }
}

/** What happens now and then: nothing but a file, a sender of nobody's, a send that failed or that waits for a disabled sender. */
function withRarities(message: Partial<Message>, { turns, sender }: Thread, at: number): Partial<Message> {
  const isLast = at === turns.length - 1;
  const queued = { sent_at: null, read_at: null, message_hash: null, automation: 'manual' };
  if (message.type === 'outbox' && isLast && sender.status !== 'enabled')
    return { ...message, ...queued, status: 'new' };
  if (message.type === 'outbox' && isLast && faker.datatype.boolean(0.08)) {
    return { ...message, ...queued, status: 'failed', fail_reason: faker.helpers.arrayElement(FAIL_REASONS) };
  }
  if (message.type === 'inbox' && faker.datatype.boolean(0.01)) {
    return { ...message, text: null, attachments: [{ uuid: faker.string.uuid(), name: 'requirements.pdf' }] };
  }
  if (message.type === 'inbox' && faker.datatype.boolean(0.005)) return { ...message, lead_uuid: null };
  return message;
}

/** What the conversation has made of its lead. */
function toStanding(
  world: World,
  { outcome, turns, sender }: Thread,
  messages: readonly Partial<Message>[],
): Partial<Lead> {
  const replies = messages.filter(({ type }) => type === 'inbox');
  const unread = replies.filter(({ read_at }) => read_at === null).length;
  const stage = world.pipelineStages
    .all()
    .find(({ name, object }) => object === 'lead' && name === stageOf(outcome, turns.length));
  return {
    sender_profile_uuid: sender.uuid,
    pipeline_stage_uuid: stage?.uuid ?? null,
    last_stop_on_reply_at: replies[0]?.sent_at ?? null,
    unread_counts: unread > 0 ? [{ sender_profile_uuid: sender.uuid, count: unread }] : [],
    ...(messages.at(-1)?.created_at && { updated_at: messages.at(-1)?.created_at }),
  };
}

function stageOf(outcome: Thread['outcome'], turns: number): string {
  if (outcome === 'silent') return 'Approaching';
  if (outcome === 'declined') return 'Not interested';
  if (turns > 35) return 'Won';
  return turns > 10 ? 'Demo booked' : 'Replied';
}
