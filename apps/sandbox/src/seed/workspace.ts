import { faker } from '@faker-js/faker/locale/en';
import type { Schedule } from '@getsales-gateway/api-client';
import type { World } from '../world.ts';
import { ago, DAY } from './time.ts';

const LISTS = ['SaaS founders EU', 'Customer success leaders', 'Webinar attendees', 'Conference 2026', 'Referrals'];

const TAGS = [
  'vip',
  'warm',
  'decision maker',
  'competitor user',
  'met in person',
  'newsletter',
  'pilot',
  'enterprise',
  'smb',
  'partner',
  'do not call',
  'follow up in Q1',
];

const STAGES = [
  { name: 'New', type: 'new', category: 'cold' },
  { name: 'Approaching', type: 'approaching', category: 'cold' },
  { name: 'Engaging', type: 'engaging', category: 'engaging' },
  { name: 'Replied', type: 'replied', category: 'engaging' },
  { name: 'Demo booked', type: 'custom', category: 'positive' },
  { name: 'Won', type: 'custom', category: 'positive' },
  { name: 'Not interested', type: 'custom', category: 'negative' },
];

const FLOWS = [
  { name: 'Founders: connect and ask', status: 'on' },
  { name: 'Webinar follow-up', status: 'on' },
  { name: 'Reactivate cold contacts', status: 'off' },
  { name: 'Conference 2026', status: 'on' },
  { name: 'Referral thank-you', status: 'draft' },
  { name: 'Spring campaign', status: 'archived' },
];

const OFFICE_HOURS: Schedule = {
  timezone: 'Europe/Berlin',
  use_lead_timezone: false,
  timeblocks: [1, 2, 3, 4, 5].map((dow) => ({ dow, min: 9 * 60, max: 18 * 60 })),
};

/** Number of rows of each kind. Names beyond the known ones are numbered. */
export interface WorkspaceSize {
  lists: number;
  tags: number;
  flows: number;
  senderProfiles: number;
}

/** Users, stages, lists, tags, flows and senders. If there are several senders, the last one is disabled. */
export function seedWorkspace(world: World, size: WorkspaceSize): void {
  const stamp = (days: number) => ({ created_at: ago(days * DAY), updated_at: ago(days * DAY * 0.8) });
  world.users.insert({
    id: world.teamId * 10 + 1,
    first_name: faker.person.firstName(),
    last_name: faker.person.lastName(),
    email: `owner-${world.teamId}@keel.example`,
    timezone: 'Europe/Berlin',
    ...stamp(700),
  });
  for (const stage of STAGES) world.pipelineStages.insert({ ...stage, object: 'lead' });
  for (const stage of STAGES.slice(0, 4)) world.pipelineStages.insert({ ...stage, object: 'company' });
  for (const name of names(LISTS, size.lists)) world.lists.insert({ name, ...stamp(400) });
  for (const name of names(TAGS, size.tags)) world.tags.insert({ name, color: faker.color.rgb(), ...stamp(390) });
  for (const [index, flow] of cycle(FLOWS, size.flows).entries()) {
    world.flows.insert({ ...flow, flow_version_uuid: faker.string.uuid(), priority: index + 1, ...stamp(300 - index) });
  }
  for (let index = 0; index < size.senderProfiles; index++) {
    const isLastOfMany = index > 0 && index === size.senderProfiles - 1;
    world.senderProfiles.insert({
      first_name: faker.person.firstName(),
      last_name: faker.person.lastName(),
      label: ['Sales', 'Founder', 'Partnerships', 'Former colleague'][index % 4] ?? null,
      avatar_url: `https://cdn.example.com/senders/${index}.jpg`,
      linkedin_account_uuid: faker.string.uuid(),
      linkedin_browser_id: 500 + index,
      schedule: OFFICE_HOURS,
      status: isLastOfMany ? 'disabled' : 'enabled',
      ...stamp(380 - index),
    });
  }
}

function names(known: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => known[index] ?? `${known[index % known.length]} ${index + 1}`);
}

function cycle<T extends { name: string }>(known: readonly T[], count: number): T[] {
  const all = names(
    known.map(({ name }) => name),
    count,
  );
  return all.flatMap((name, index) =>
    known.slice(index % known.length, (index % known.length) + 1).map((row) => ({ ...row, name })),
  );
}
