import { expect, it } from 'vitest';
import { tally } from './asked.ts';
import { startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };
const QUERY = '{ leadEmails { nodes { subject direction body mailbox { email } } } }';

/** E-mails, the latest first, each with a text of its own. */
function insertEmails({ sandbox: { world } }: Awaited<ReturnType<typeof startStack>>, count: number) {
  const mailbox = world.mailboxes.insert({ email: 'alex@example.org' });
  for (let index = 0; index < count; index++) {
    const body = world.emailBodies.insert({ body: `<p>Text ${index}</p>` });
    world.emails.insert({
      subject: `Subject ${index}`,
      type: 'inbox',
      email_body_uuid: body.uuid,
      mailbox_uuid: mailbox.uuid,
      sent_at: `2026-01-01T00:00:${59 - index}.000000Z`,
    });
  }
}

const expected = (count: number) => ({
  data: {
    leadEmails: {
      nodes: Array.from({ length: count }, (_, index) => ({
        subject: `Subject ${index}`,
        direction: 'INBOUND',
        body: `<p>Text ${index}</p>`,
        mailbox: { email: 'alex@example.org' },
      })),
    },
  },
});

it('reads the texts of many e-mails in one request', async () => {
  await using stack = await startStack(empty);
  insertEmails(stack, 5);
  expect(await stack.query(QUERY)).toEqual(expected(5));
  expect(tally(stack)).toEqual({
    'GET /emails/api/emails': 1,
    'GET /emails/api/email-bodies': 1,
    'GET /emails/api/mailboxes': 1,
  });
});

it('reads them one by one where the upstream ignores a filter by ids', async () => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { guessedFilters: 'ignored' } } });
  insertEmails(stack, 3);
  // One text of another e-mail, which nobody asks for, shows that the filter is ignored.
  stack.sandbox.world.emailBodies.insert({ body: 'Of nobody' });
  expect(await stack.query(QUERY)).toEqual(expected(3));
  expect(tally(stack)['GET /emails/api/email-bodies']).toBe(1);
});

it('shows no settings of mailboxes, which hold passwords, and of webhooks no more than the origin', async () => {
  await using stack = await startStack(empty);
  const { mailboxes, senderProfiles, webhooks } = stack.sandbox.world;
  const mailbox = mailboxes.insert();
  senderProfiles.insert({ mailbox_uuid: mailbox.uuid });
  webhooks.insert({ target_url: 'https://hooks.example.org/path-secret?token=query-secret' });
  const answer = await stack.query(
    '{ mailboxes { nodes { email } } senderProfiles(first: 1) { nodes { mailbox { email } } } webhooks { nodes { targetUrl } } }',
  );
  expect(answer).toMatchObject({
    data: {
      senderProfiles: { nodes: [{ mailbox: { email: mailbox.email } }] },
      webhooks: { nodes: [{ targetUrl: 'https://hooks.example.org' }] },
    },
  });
  expect(JSON.stringify(answer) + stack.log.join('')).not.toMatch(/secret/);
});
