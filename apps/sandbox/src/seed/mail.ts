import { faker } from '@faker-js/faker/locale/en';
import type { World } from '../world.ts';
import { type Fill, pick } from './fill.ts';

/** A mailbox for each sender, and e-mails with their texts. */
export function seedMail(world: World, fill: Fill): void {
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
