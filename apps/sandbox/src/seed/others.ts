import { faker } from '@faker-js/faker/locale/en';
import type { Collection } from '../collection.ts';
import type { World } from '../world.ts';
import { ago, DAY } from './time.ts';

/** `count` rows of every other kind. They refer to existing rows. */
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

/** A mailbox for each sender, and e-mails with their texts. */
function seedMail(world: World, fill: Fill): void {
  for (const { uuid, first_name } of world.senderProfiles.all()) {
    const email = `${first_name.toLowerCase()}@keel.example`;
    const mailbox = world.mailboxes.insert({ sender_profile_uuid: uuid, email, provider: 'smtp' });
    world.senderProfiles.update(uuid, { mailbox_uuid: mailbox.uuid });
  }
  fill(world.emails, (times) => {
    const subject = faker.company.catchPhrase();
    const body = world.emailBodies.insert({ subject, body: `<p>${faker.company.buzzPhrase()}.</p>` });
    const sender = world.senderProfiles.get(pick(world.senderProfiles));
    const lead = world.leads.get(pick(world.leads));
    return {
      ...times,
      subject,
      email_body_uuid: body.uuid,
      sender_profile_uuid: sender?.uuid ?? null,
      mailbox_uuid: sender?.mailbox_uuid ?? '',
      lead_uuid: lead?.uuid ?? null,
      to_email: lead?.work_email ?? 'somebody@example.com',
      status: 'sent',
      type: faker.helpers.arrayElement(['inbox', 'outbox']),
      sent_at: times.created_at,
    };
  });
}

/** Folders of flows, leads in flows, and the tasks of flows. */
function seedFlowRows(world: World, fill: Fill): void {
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

/** When a row was made, and last changed. */
interface Times {
  created_at: string;
  updated_at: string;
}

type Fill = <R extends { uuid: string }>(rows: Collection<R>, toRow: (times: Times) => Partial<R>) => void;

/** Inserts `count` rows, made at some time in the last 200 days. */
function toFill(count: number): Fill {
  return (rows, toRow) => {
    for (let index = 0; index < count; index++) {
      const at = faker.number.int({ min: DAY, max: 200 * DAY });
      rows.insert(toRow({ created_at: ago(at), updated_at: ago(at / 2) }));
    }
  };
}

/** The UUID of one of the rows. */
function pick(rows: { all(): readonly { uuid: string }[] }): string {
  const all = rows.all();
  return all[faker.number.int({ max: Math.max(0, all.length - 1) })]?.uuid ?? '';
}
