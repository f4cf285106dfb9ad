import { faker } from '@faker-js/faker/locale/en';
import type { Collection } from '../collection.ts';
import type { World } from '../world.ts';
import { seedFlowRows } from './flow-rows.ts';
import { seedMail } from './mail.ts';
import { ago, DAY } from './time.ts';

/** When a row was made, and last changed. */
interface Times {
  created_at: string;
  updated_at: string;
}

export type Fill = <R extends { uuid: string }>(rows: Collection<R>, toRow: (times: Times) => Partial<R>) => void;

/** `count` rows of every other kind, which refer to rows that are there. */
export function seedOthers(world: World, count: number): void {
  const fill: Fill = (rows, toRow) => {
    for (let index = 0; index < count; index++) {
      const at = faker.number.int({ min: DAY, max: 200 * DAY });
      rows.insert(toRow({ created_at: ago(at), updated_at: ago(at / 2) }));
    }
  };
  fill(world.companyBlacklistEntries, (times) => ({ ...times, name: faker.company.name() }));
  fill(world.leadBlacklistEntries, (times) => ({ ...times, name: faker.person.fullName(), linkedin: null }));
  fill(world.activities, (times) => {
    const lead_uuid = pick(world.leads);
    const type = faker.helpers.arrayElement(['linkedin_message_sent', 'linkedin_connection_request_accepted']);
    return { ...times, type, lead_uuid, object_uuid: lead_uuid };
  });
  fill(world.notes, (times) => ({ ...times, object_uuid: pick(world.leads), note: faker.company.catchPhrase() }));
  fill(world.webhooks, (times) => ({ ...times, name: `Webhook of ${faker.company.name()}` }));
  fill(world.dataSources, (times) => ({
    ...times,
    status: 'completed',
    sender_profile_uuid: pick(world.senderProfiles),
    list_uuid: pick(world.lists),
  }));
  fill(world.attachments, (times) => ({ ...times }));
  fill(world.aiTemplates, (times) => ({ ...times, name: faker.company.catchPhrase() }));
  fill(world.aiAgents, (times) => ({ ...times, name: faker.company.buzzNoun() }));
  seedMail(world, fill);
  seedFlowRows(world, fill);
}

/** The UUID of one of the rows. */
export function pick(rows: { all(): readonly { uuid: string }[] }): string {
  const all = rows.all();
  return all[faker.number.int({ max: Math.max(0, all.length - 1) })]?.uuid ?? '';
}
