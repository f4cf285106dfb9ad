import { faker } from '@faker-js/faker/locale/en';
import type { Lead, Message, SenderProfile } from '@getsales-gateway/api-client';
import { type Act, DECLINE, NOTE, OPENER, SILENCE, SUBJECTS, type Turn } from './dialogue.ts';
import { STORY } from './story.ts';
import { DAY, HOUR, MINUTE, moment, SEEDED_UNTIL, wholeSecond } from './time.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

/** How a conversation went, and where it stands. */
export type Outcome = 'silent' | 'declined' | 'interested';

/** One conversation of a lead with a sender. */
export interface Thread {
  lead: Lead;
  sender: SenderProfile;
  outcome: Outcome;
  turns: readonly Turn[];
}

/** Most leads stay silent or answer briefly; some go all the way. */
export function toThread(lead: Lead, sender: SenderProfile, maxTurns: number): Thread {
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

/** Conversations break off anywhere, but somebody who answers has answered. */
function toLength(outcome: Outcome, longest: number): number {
  return faker.number.int({ min: outcome === 'silent' ? 1 : 3, max: longest });
}

/** The rows of a conversation, oldest first. One in six was imported later, all its rows in one second. */
export function toMessages({ lead, sender, turns }: Thread): Partial<Message>[] {
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

/** Rising moments between the lead's arrival and the end of history. A third of the conversations are still going on. */
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

/** Squeezes a day's 24 hours into those from 7 to 19, all but the last day's. Keeps the order. */
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
