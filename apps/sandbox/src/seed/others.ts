import { faker } from '@faker-js/faker/locale/en';
import type { World } from '../world.ts';
import { pick, toFill } from './fill.ts';
import { seedFlowRows } from './flow-rows.ts';
import { seedMail } from './mail.ts';

/** `count` rows of every other kind, which refer to rows that are there. */
export function seedOthers(world: World, count: number): void {
  const fill = toFill(count);
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
  for (const [index, name] of ['Source', 'Seats'].entries()) world.customFields.insert({ name, order: index + 1 });
  seedMail(world, fill);
  seedFlowRows(world, fill);
}
