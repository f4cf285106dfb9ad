import { faker } from '@faker-js/faker/locale/en';
import type { Lead, Message, SenderProfile } from '@getsales-gateway/api-client';
import type { World } from '../world.ts';
import { type Act, DECLINE, FAIL_REASONS, NOTE, OPENER, SILENCE, STORY, SUBJECTS, type Turn } from './dialogue.ts';
import { DAY, HOUR, MINUTE, moment, SEEDED_UNTIL, wholeSecond } from './time.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

/** How a conversation went. */
type Outcome = 'silent' | 'declined' | 'interested';

/** One conversation of a lead with a sender. */
interface Thread {
  lead: Lead;
  sender: SenderProfile;
  outcome: Outcome;
  turns: readonly Turn[];
}

/** Seeds conversations until there are `count` messages. When every lead has one, leads get another with a further sender. */
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

/** Rare cases: a message with a file only, one without a lead, a failed send, a send that waits for a disabled sender. */
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

/** The lead's fields after the conversation. */
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

/** A conversation with a random outcome: half of them are interested, the others stay silent or decline. */
function toThread(lead: Lead, sender: SenderProfile, maxTurns: number): Thread {
  const outcome = faker.helpers.weightedArrayElement<Outcome>([
    { weight: 3, value: 'silent' },
    { weight: 2, value: 'declined' },
    { weight: 5, value: 'interested' },
  ]);
  const turns = [NOTE, OPENER, ...toActs(outcome)].flatMap((act) => faker.helpers.arrayElement(act));
  return { lead, sender, outcome, turns: turns.slice(0, Math.min(maxTurns, toLength(outcome, turns.length))) };
}

function toActs(outcome: Outcome): readonly Act[] {
  if (outcome === 'interested') return STORY;
  return outcome === 'silent' ? SILENCE : DECLINE;
}

/** A conversation may break off anywhere; one with an answer has at least three turns. */
function toLength(outcome: Outcome, longest: number): number {
  return faker.number.int({ min: outcome === 'silent' ? 1 : 3, max: longest });
}

/** The rows of a conversation, oldest first. One in six was imported later, all its rows in one second. */
function toMessages({ lead, sender, turns }: Thread): Partial<Message>[] {
  const times = toTimes(Date.parse(String(lead.created_at)), turns.length);
  const imported = faker.datatype.boolean(1 / 6);
  const last = times.at(-1) ?? SEEDED_UNTIL;
  const importedAt = wholeSecond(Math.min(SEEDED_UNTIL - MINUTE, last + faker.number.int({ max: 20 * DAY })));
  const words = toWords(lead, sender);
  const subject = faker.helpers.maybe(() => fill(faker.helpers.arrayElement(SUBJECTS), words), { probability: 0.1 });
  const linkedin_conversation_uuid = faker.string.uuid();
  return turns.map((turn, index) => {
    const at = times[index] ?? SEEDED_UNTIL;
    const created_at = imported ? importedAt : moment(at + faker.number.int({ min: 2_000, max: 40_000 }));
    return {
      ...toOrigin(turn, index, imported, subject),
      text: fill(turn.text, words),
      type: turn.by === 'us' ? 'outbox' : 'inbox',
      sender_profile_uuid: sender.uuid,
      linkedin_account_uuid: sender.linkedin_account_uuid,
      linkedin_conversation_uuid,
      lead_uuid: lead.uuid,
      message_hash: `2-${faker.string.alphanumeric(16)}`,
      sent_at: moment(at),
      read_at: toReadAt(turn, at, index === turns.length - 1),
      created_at,
      updated_at: created_at,
    };
  });
}

function toOrigin({ by }: Turn, index: number, imported: boolean, subject: string | undefined): Partial<Message> {
  const ours = index === 0 ? 'connect' : index < 3 ? 'auto' : 'manual';
  const automation = imported || by === 'them' ? 'synced' : ours;
  if (index === 0 && subject === undefined) return { automation, linkedin_type: 'connection_note' };
  return subject === undefined
    ? { automation, linkedin_type: 'message' }
    : { automation, linkedin_type: 'InMail', subject };
}

/** Rising times between the lead's creation and the end of the history. A third of the conversations go on until its end. */
function toTimes(bornMs: number, count: number): number[] {
  const latest = SEEDED_UNTIL - 2 * MINUTE;
  const start = Math.min(bornMs + faker.number.int({ min: 5 * MINUTE, max: 10 * DAY }), latest - 30 * MINUTE);
  const natural = start + count * faker.number.int({ min: 2 * HOUR, max: 2 * DAY });
  const ongoing = SEEDED_UNTIL - faker.number.int({ min: 2, max: 60 * 24 * 8 }) * MINUTE;
  const end = Math.min(latest, Math.max(start + 10 * MINUTE, faker.datatype.boolean(1 / 3) ? ongoing : natural));
  const gaps = Array.from({ length: count }, () => faker.number.float({ min: 0.05, max: 1 }) ** 3);
  const sum = gaps.reduce((total, gap) => total + gap, 0);
  let passed = 0;
  return gaps.map((gap) => {
    passed += gap;
    return Math.max(start, toOfficeHours(Math.floor(start + ((end - start) * passed) / sum)));
  });
}

/** Maps the 24 hours of a day to those from 7 to 19, except on the last day. Keeps the order. */
function toOfficeHours(ms: number): number {
  const midnight = Math.floor(ms / DAY) * DAY;
  return midnight + DAY > SEEDED_UNTIL ? ms : midnight + 7 * HOUR + (ms - midnight) / 2;
}

/** The last received message of some conversations is still unread. */
function toReadAt({ by }: Turn, at: number, isLast: boolean): string | null {
  if (by === 'them' && isLast && faker.datatype.boolean(0.5)) return null;
  return faker.datatype.boolean(0.8) ? moment(Math.min(SEEDED_UNTIL, at + faker.number.int({ max: 5 * HOUR }))) : null;
}

function toWords(lead: Lead, sender: SenderProfile): Record<string, string> {
  return {
    lead: lead.first_name ?? 'there',
    sender: sender.first_name,
    company: lead.company_name ?? 'your company',
    position: lead.position ?? 'leader',
    day: faker.helpers.arrayElement(WEEKDAYS),
  };
}

function fill(text: string, words: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => words[name] ?? placeholder);
}
