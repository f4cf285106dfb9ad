import type { FaultInput } from '@getsales-gateway/sandbox';
import { describe, expect, it } from 'vitest';
import { asked } from './asked.ts';
import { CHANNELS, EMAILS, SCHEDULES, startChannel } from './channels.ts';

const MINUTE_MS = 60_000;
/** A caller who is told so soon that an answer stays away has the rest of the operation's time for the read-back. */
const impatient = { env: { UPSTREAM_TIMEOUT_MS: '1000' } };

describe.each(CHANNELS)('$name', (channel) => {
  const post = { ...channel.post, times: 1 };

  it('sends once for a router that repeats the mutation, also after a restart', async () => {
    await using sending = await startChannel(channel);
    const { stack, outcomeOf, uuidOf } = sending;
    const first = await sending.send({ idempotencyKey: 'key' });
    expect(outcomeOf(first)).toBe('sent');
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
    await stack.gateway[Symbol.asyncDispose]();
    await using successor = await stack.startAnother();
    stack.forget();
    const again = await sending.sendBy(successor, { idempotencyKey: 'key' });
    expect([outcomeOf(again), uuidOf(again)]).toEqual(['replayed', uuidOf(first)]);
    expect(asked(stack)).toEqual([`GET ${channel.list.path}/${uuidOf(first)}`]);
    expect(sending.stored()).toEqual([uuidOf(first)]);
  });

  it('refuses another input under a key, and answers concurrent equal sends with one row', async () => {
    await using sending = await startChannel(channel);
    sending.stack.sandbox.faults.add({ ...channel.post, kind: 'delay', ms: 200 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => sending.send({ idempotencyKey: 'key' })));
    expect(answers.map(sending.outcomeOf).toSorted()).toEqual([...Array(9).fill('replayed'), 'sent']);
    const others = [channel.input('Good-bye'), sending.openThread()];
    for (const other of others) {
      const answer = await sending.send({ idempotencyKey: 'key', ...other });
      expect(sending.outcomeOf(answer)).toBe('IDEMPOTENCY_CONFLICT');
    }
    expect(sending.posts()).toBe(1);
  });

  const storedButUnanswered: FaultInput[] = [
    { ...post, kind: 'hang-after-storing' },
    { ...post, kind: 'reset-after-storing' },
    { ...post, kind: 'status', status: 500, stores: true },
    { ...post, kind: 'html', status: 502, stores: true },
    { ...post, kind: 'empty' },
    { ...post, kind: 'foreign-body' },
  ];

  it.each(storedButUnanswered)('finds what was sent when its answer is lost: $kind $status', async (fault) => {
    await using sending = await startChannel(channel, impatient);
    sending.stack.sandbox.faults.add(fault);
    const answer = await sending.send({ idempotencyKey: 'key' });
    expect(sending.outcomeOf(answer)).toBe('sent');
    expect([sending.uuidOf(answer)]).toEqual(sending.stored());
    expect(sending.outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
    expect(sending.posts()).toBe(1);
  });

  it('posts again by the same key only after a minute has shown that nothing is there', async () => {
    await using sending = await startChannel(channel, impatient);
    const { clock, faults } = sending.stack.sandbox;
    faults.add({ ...post, kind: 'reset' });
    const doubt = await sending.send({ idempotencyKey: 'key' });
    expect(doubt.errors?.[0]?.extensions).toEqual({ code: 'SEND_UNCONFIRMED', retryAfterMs: MINUTE_MS });
    expect(sending.outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
    expect(sending.posts()).toBe(1);
    clock.advance(MINUTE_MS + 2_000);
    expect(sending.outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
    expect(sending.posts()).toBe(2);
    expect(sending.stored()).toHaveLength(1);
  });

  it.each(['escaped', 'cut', 'missing'] as const)(
    'posts nothing beside a row whose text is altered: %s',
    async (storedText) => {
      await using sending = await startChannel(channel, { ...impatient, sandbox: { dialect: { storedText } } });
      const { clock, faults } = sending.stack.sandbox;
      const input = { ...channel.input('Tom & Jerry <3, and a longer text'), idempotencyKey: 'key' };
      faults.add({ ...post, kind: 'status', status: 500, stores: true });
      for (let turn = 0; turn < 3; turn++) {
        expect(sending.outcomeOf(await sending.send(input))).toBe('SEND_UNCONFIRMED');
        clock.advance(MINUTE_MS + 2_000);
      }
      expect(sending.posts()).toBe(1);
    },
  );

  it.each([422, 404, 403])('frees a key when the upstream refuses: %i', async (status) => {
    await using sending = await startChannel(channel);
    sending.stack.sandbox.faults.add({ ...post, kind: 'status', status });
    expect(sending.outcomeOf(await sending.send({ idempotencyKey: 'key' }))).not.toBe('sent');
    const answer = await sending.send({ idempotencyKey: 'key', ...channel.input('Another') });
    expect(sending.outcomeOf(answer)).toBe('sent');
    expect(sending.stored()).toHaveLength(1);
  });

  it('holds no LinkedIn message of the same thread back while it is in doubt', async () => {
    await using sending = await startChannel(channel, impatient);
    sending.stack.sandbox.faults.add({ ...post, kind: 'reset' });
    expect(sending.outcomeOf(await sending.send())).toBe('SEND_UNCONFIRMED');
    expect(sending.outcomeOf(await sending.send())).toBe('CONFLICT');
    const { errors } = await sending.stack.query(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { uuid } } }',
      { input: { ...sending.thread, text: 'Hello' } },
    );
    expect(errors).toBeUndefined();
  }, 60_000);
});

describe('sendEmail by addresses', () => {
  it.each(['mailbox', 'addresses', 'either'] as const)('is understood in the form %s', async (emailForm) => {
    await using sending = await startChannel(EMAILS, { sandbox: { dialect: { emailForm } } });
    const { stack, thread } = sending;
    expect(sending.outcomeOf(await sending.send())).toBe('sent');
    const [mailbox] = stack.sandbox.world.mailboxes.all();
    expect(asked(stack)).toEqual([
      'GET /emails/api/mailboxes?limit=100&offset=0&order_field=created_at&order_type=asc',
      'GET /flows/api/sender-profiles?limit=100&offset=0&order_field=created_at&order_type=asc',
      `GET /leads/api/leads/${thread.leadId}?disable_aggregation=true`,
      'POST /emails/api/emails/send-email',
    ]);
    expect(stack.sandbox.requests.at(-1)?.body).toEqual({
      lead_uuid: thread.leadId,
      sender_profile_uuid: thread.senderProfileId,
      mailbox_uuid: mailbox?.uuid,
      from_name: 'alex@example.org',
      from_email: 'alex@example.org',
      to: [{ to_email: 'robin@example.com', to_name: 'Robin Sample' }],
      to_email: 'robin@example.com',
      to_name: 'Robin Sample',
      subject: 'Hello',
      body: '<p>Hello</p>',
      cc: [],
      bcc: [],
    });
  });

  it('takes a mailbox, a recipient, copies and an e-mail that it answers', async () => {
    await using sending = await startChannel(EMAILS);
    const { world } = sending.stack.sandbox;
    const [mailbox] = world.mailboxes.all();
    const answered = world.emails.insert({ lead_uuid: sending.thread.leadId, type: 'inbox' });
    const input = {
      ...{ mailboxId: mailbox?.uuid, toEmail: 'kim@example.com', toName: 'Kim', cc: ['lee@example.com'] },
      inReplyToEmailId: answered.uuid,
    };
    expect(sending.outcomeOf(await sending.send(input))).toBe('sent');
    expect(asked(sending.stack)).toEqual([
      'GET /emails/api/mailboxes?limit=100&offset=0&order_field=created_at&order_type=asc',
      'POST /emails/api/emails/send-email',
    ]);
    const sent = world.emails.all().at(-1);
    expect(sent).toMatchObject({
      to_email: 'kim@example.com',
      cc: ['lee@example.com'],
      replied_to_uuid: answered.uuid,
    });
  });

  it('refuses what cannot be sent, posts nothing and leaves the key free', async () => {
    await using sending = await startChannel(EMAILS);
    const { world } = sending.stack.sandbox;
    const other = world.mailboxes.insert({ sender_profile_uuid: world.senderProfiles.insert().uuid });
    const idempotencyKey = 'key';
    const wrong = [
      { subject: ' ' },
      { body: null },
      { subject: 'x'.repeat(512) },
      { toEmail: 'nobody' },
      { cc: ['nobody at all'] },
      { idempotencyKey: '' },
      { leadId: 'x' },
    ];
    for (const input of wrong) {
      expect(sending.outcomeOf(await sending.send({ idempotencyKey, ...input })), JSON.stringify(input)).toBe(
        'BAD_USER_INPUT',
      );
    }
    expect(sending.stack.upstream).toEqual([]);
    const noAddress = world.leads.insert({ work_email: null, personal_email: null }).uuid;
    const noMailbox = world.senderProfiles.insert({ mailbox_uuid: null }).uuid;
    for (const input of [{ mailboxId: other.uuid }, { leadId: noAddress }, { senderProfileId: noMailbox }]) {
      expect(sending.outcomeOf(await sending.send({ idempotencyKey, ...input })), JSON.stringify(input)).toBe(
        'BAD_USER_INPUT',
      );
    }
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(sending.outcomeOf(await sending.send({ idempotencyKey, leadId: nobody }))).toBe('NOT_FOUND');
    expect(sending.posts()).toBe(0);
    expect(sending.outcomeOf(await sending.send({ idempotencyKey }))).toBe('sent');
  });

  it('does not take an equal subject with another text for the one in doubt', async () => {
    await using sending = await startChannel(EMAILS, impatient);
    const { faults, world } = sending.stack.sandbox;
    const body = world.emailBodies.insert({ body: '<p>Another text</p>' });
    const { leadId: lead_uuid, senderProfileId: sender_profile_uuid } = sending.thread;
    world.emails.insert({
      lead_uuid,
      sender_profile_uuid,
      type: 'outbox',
      subject: 'Hello',
      email_body_uuid: body.uuid,
    });
    faults.add({ ...EMAILS.post, times: 1, kind: 'reset' });
    expect(sending.outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  });

  it('posts again beside the e-mails of other senders', async () => {
    await using sending = await startChannel(EMAILS, impatient);
    const { clock, faults, world } = sending.stack.sandbox;
    faults.add({ ...EMAILS.post, times: 1, kind: 'reset' });
    expect(sending.outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
    const other = world.senderProfiles.insert().uuid;
    world.emails.insert({ lead_uuid: sending.thread.leadId, sender_profile_uuid: other, type: 'outbox' });
    clock.advance(MINUTE_MS + 2_000);
    expect(sending.outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
  });
});

describe('scheduleMessage by time', () => {
  it('refuses a time in the past before any request, and replays one that has passed since', async () => {
    await using sending = await startChannel(SCHEDULES);
    const { stack, outcomeOf } = sending;
    for (const idempotencyKey of [null, 'key']) {
      const answer = await sending.send({ sendAt: '2020-01-01T00:00:00Z', idempotencyKey });
      expect(outcomeOf(answer)).toBe('BAD_USER_INPUT');
    }
    expect(stack.upstream).toEqual([]);
    await stack.query('{ viewer { uuid } }');
    const { clock, world } = stack.sandbox;
    const sendAt = new Date(clock.now() + 3_600_000).toISOString();
    expect(outcomeOf(await sending.send({ sendAt, idempotencyKey: 'key' }))).toBe('sent');
    clock.advance(3_600_000);
    expect(world.messages.all().map(({ text }) => text)).toEqual(['Hello']);
    expect(outcomeOf(await sending.send({ sendAt, idempotencyKey: 'key' }))).toBe('replayed');
  });

  it('plans a task that the upstream understands, and that can be called off', async () => {
    await using sending = await startChannel(SCHEDULES);
    const { stack, thread } = sending;
    const planned = await sending.send({ note: 'After the fair' });
    expect(stack.sandbox.requests.map(({ body }) => body)).toEqual([
      {
        lead_uuid: thread.leadId,
        sender_profile_uuid: thread.senderProfileId,
        type: 'linkedin_send_message',
        text: 'Hello',
        note: 'After the fair',
        schedule_at: '2099-01-01T09:00:00.000Z',
        timezone: 'UTC',
        automation: 'manual',
        status: 'new',
        payload: { template: 'Hello' },
      },
    ]);
    const { data } = await stack.query(
      'mutation ($id: ID!) { cancelFlowTask(input: { flowTaskId: $id }) { outcome flowTask { status } } }',
      { id: sending.uuidOf(planned) },
    );
    expect(data).toEqual({ cancelFlowTask: { outcome: 'UPDATED', flowTask: { status: 'canceled' } } });
  });

  it('says by a clear code that the upstream does not know tasks', async () => {
    await using sending = await startChannel(SCHEDULES, { sandbox: { dialect: { undocumentedPaths: 'unknown' } } });
    expect(sending.outcomeOf(await sending.send())).toBe('UPSTREAM_ERROR');
  });
});

describe('headers of an e-mail', () => {
  const BCC = '\r\nBcc: robin@example.net';
  const MANY = 'a@example.com,b@example.com';

  it('cannot be added by subject, name or address, and no address stands for two', async () => {
    await using sending = await startChannel(EMAILS);
    const addresses = [
      'a,b@example.com',
      'a@example.com,',
      'a@example.com;b',
      '<a@example.com>',
      'a\0@example.com',
      MANY,
    ];
    const inputs: object[] = [
      ...[`Hello${BCC}`, 'Hello\nX: y', 'a\0b', 'a\u2028b'].flatMap((text) => [{ subject: text }, { toName: text }]),
      ...[...addresses, `a@example.com${BCC}`, `${'a'.repeat(250)}@example.com`].flatMap((address) => [
        { toEmail: address },
        { cc: [address] },
        { bcc: ['a@example.com', address] },
      ]),
    ];
    for (const input of inputs) {
      expect([input, sending.outcomeOf(await sending.send(input))]).toEqual([input, 'BAD_USER_INPUT']);
    }
    expect(asked(sending.stack)).toEqual([]);
    expect(sending.outcomeOf(await sending.send({ toEmail: 'jörg+1@exämple.com', toName: 'Jörg, "J" Öst' }))).toBe(
      'sent',
    );
  });

  it('cannot be added by what the lead is called', async () => {
    await using sending = await startChannel(EMAILS);
    const { world, requests } = sending.stack.sandbox;
    const { leadId } = sending.thread;
    world.leads.update(leadId, { name: `Robin${BCC}` });
    expect(sending.outcomeOf(await sending.send())).toBe('sent');
    expect(requests.at(-1)?.body).toMatchObject({ to_name: 'Robin Bcc: robin@example.net' });
    for (const work_email of [MANY, `a@example.com${BCC}`]) {
      world.leads.update(leadId, { work_email });
      expect(sending.outcomeOf(await sending.send({ subject: 'Again' }))).toBe('BAD_USER_INPUT');
    }
    expect(sending.posts()).toBe(1);
  });
});

it('compares texts of any shape in linear time', async () => {
  await using sending = await startChannel(EMAILS);
  sending.stack.sandbox.faults.add({ ...EMAILS.post, kind: 'reset-after-storing', times: 1 });
  // A comparison in square time takes longer than a test may.
  expect(sending.outcomeOf(await sending.send({ body: '<'.repeat(200_000) }))).toBe('sent');
  expect(sending.posts()).toBe(1);
});
