import { faker } from '@faker-js/faker/locale/en';
import type { World } from '../world.ts';
import { type Fill, pick } from './fill.ts';

/** Folders of flows, leads in flows, and the tasks of flows. */
export function seedFlowRows(world: World, fill: Fill): void {
  for (const name of ['Outbound', 'Events'])
    world.flowWorkspaces.insert({ name, order: world.flowWorkspaces.size + 1 });
  for (const { uuid } of world.flows.all()) {
    const version = world.flowVersions.insert({ flow_uuid: uuid });
    world.flows.update(uuid, { flow_workspace_uuid: pick(world.flowWorkspaces), flow_version_uuid: version.uuid });
  }
  fill(world.enrolments, (times) => {
    const lead = world.leads.get(pick(world.leads));
    return {
      ...times,
      flow_uuid: pick(world.flows),
      lead_uuid: lead?.uuid ?? '',
      company_uuid: lead?.company_uuid ?? null,
      sender_profile_uuid: pick(world.senderProfiles),
      status: faker.helpers.arrayElement(['finished', 'failed', 'canceled']),
    };
  });
  fill(world.tasks, (times) => {
    const enrolment = world.enrolments.get(pick(world.enrolments));
    return {
      ...times,
      lead_uuid: enrolment?.lead_uuid ?? pick(world.leads),
      flow_uuid: enrolment?.flow_uuid ?? null,
      flow_lead_uuid: enrolment?.uuid ?? null,
      sender_profile_uuid: enrolment?.sender_profile_uuid ?? pick(world.senderProfiles),
      flow_node_id: 2,
      type: 'linkedin_send_message',
      status: faker.helpers.arrayElement(['new', 'closed']),
      executed_at: times.updated_at,
    };
  });
}
