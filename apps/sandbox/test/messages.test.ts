import { expect, it } from 'vitest';
import { startUpstream, type TestUpstream } from './upstream.ts';

const SMALL = { size: { leads: 2, messages: 0 } };
const PATHS = ['/flows/api/messages', '/flows/api/linkedin-messages'];

function send(upstream: TestUpstream, change: object = {}, path = PATHS[0] ?? '') {
  const { leads, senderProfiles } = upstream.world;
  const lead_uuid = leads.all()[0]?.uuid;
  const sender_profile_uuid = senderProfiles.all()[0]?.uuid;
  return upstream.ask('POST', path, { body: { lead_uuid, sender_profile_uuid, text: 'Hello', ...change } });
}

const onlyMessage = ({ world }: TestUpstream) => world.messages.all()[0];

it.each(PATHS)('queues a message sent by %s', async (path) => {
  await using upstream = await startUpstream(SMALL);
  const { status, body } = await send(upstream, {}, path);
  expect(status).toBe(201);
  expect(body).toMatchObject({ status: 'new', type: 'outbox', text: 'Hello', sent_at: null, fail_reason: null });
  expect(body).toEqual(onlyMessage(upstream));
});

it('sends what is queued as the clock goes on, and dates it then', async () => {
  await using upstream = await startUpstream(SMALL);
  await send(upstream);
  upstream.clock.advance(5_000);
  expect(onlyMessage(upstream)).toMatchObject({ status: 'in_progress', sent_at: null });
  upstream.clock.advance(10_000);
  expect(onlyMessage(upstream)).toMatchObject({
    status: 'done',
    created_at: '2026-11-23T09:00:00.000000Z',
    sent_at: '2026-11-23T09:00:15.000000Z',
    updated_at: '2026-11-23T09:00:15.000000Z',
  });
});

it('fails sends while it is told to, and sends them after a retry', async () => {
  await using upstream = await startUpstream(SMALL);
  upstream.dialect.sendFailure = 'Contact is not a connection of the sender.';
  await send(upstream);
  upstream.clock.advance(15_000);
  const failed = onlyMessage(upstream);
  expect(failed).toMatchObject({
    status: 'failed',
    sent_at: null,
    fail_reason: 'Contact is not a connection of the sender.',
  });

  upstream.dialect.sendFailure = null;
  const retry = () => upstream.ask('PUT', `/flows/api/linkedin-messages/${failed?.uuid}/retry`);
  expect((await retry()).status).toBe(200);
  expect(onlyMessage(upstream)).toMatchObject({ status: 'new', fail_reason: null });
  upstream.clock.advance(15_000);
  expect(onlyMessage(upstream)).toMatchObject({ status: 'done', sent_at: '2026-11-23T09:00:30.000000Z' });
  expect((await retry()).status).toBe(422);
});

it('keeps the messages of a disabled sender queued until it is enabled', async () => {
  await using upstream = await startUpstream(SMALL);
  const sender = upstream.world.senderProfiles.insert({ status: 'disabled' });
  await send(upstream, { sender_profile_uuid: sender.uuid });
  upstream.clock.advance(600_000);
  expect(onlyMessage(upstream)?.status).toBe('new');
  upstream.world.senderProfiles.update(sender.uuid, { status: 'enabled' });
  upstream.clock.advance(70_000);
  expect(onlyMessage(upstream)?.status).toBe('done');
});

it('goes on in the conversation that the lead and the sender have', async () => {
  await using upstream = await startUpstream(SMALL);
  const lead_uuid = upstream.world.leads.all()[0]?.uuid ?? '';
  upstream.world.messages.insert({ lead_uuid, linkedin_conversation_uuid: '0f1e2d3c-0000-4000-8000-000000000060' });
  const { body } = await send(upstream);
  expect(body).toMatchObject({ linkedin_conversation_uuid: '0f1e2d3c-0000-4000-8000-000000000060' });
});

it('says by field what is wrong with a send, and queues nothing', async () => {
  await using upstream = await startUpstream(SMALL);
  const faults = async (change: object) => {
    const { status, body } = await send(upstream, change);
    return [status, Reflect.get(Object(Reflect.get(Object(body), 'error')), 'data')];
  };
  expect(await faults({ lead_uuid: '', text: '' })).toEqual([
    422,
    {
      lead_uuid: ['The lead uuid field is required.'],
      text: ['The text field is required when template uuid is not present.'],
    },
  ]);
  expect(await faults({ text: 'x'.repeat(8_001), subject: 'x'.repeat(512), linkedin_messenger_type: 'fax' })).toEqual([
    422,
    {
      text: ['The text may not be greater than 8000 characters.'],
      subject: ['The subject may not be greater than 511 characters.'],
      linkedin_messenger_type: ['The selected linkedin messenger type is invalid.'],
    },
  ]);
  expect(await send(upstream, { lead_uuid: '00000000-0000-4000-8000-000000000000' })).toMatchObject({
    status: 404,
    body: { error: { reason: 'not_found' } },
  });
  expect(upstream.world.messages.size).toBe(0);
});

it('takes a template in place of a text, and an InMail with its subject', async () => {
  await using upstream = await startUpstream(SMALL);
  const template_uuid = '0f1e2d3c-0000-4000-8000-000000000070';
  const body = { text: undefined, template_uuid, subject: 'Hi', linkedin_messenger_type: 'sn' };
  expect((await send(upstream, body)).body).toMatchObject({
    text: null,
    template_uuid,
    subject: 'Hi',
    linkedin_type: 'InMail',
  });
});

it('deletes a message', async () => {
  await using upstream = await startUpstream(SMALL);
  const { uuid } = upstream.world.messages.insert();
  expect((await upstream.ask('DELETE', `/flows/api/linkedin-messages/${uuid}`)).status).toBe(204);
  expect(upstream.world.messages.size).toBe(0);
});

it('answers in time with replies, when it is alive', async () => {
  await using upstream = await startUpstream({ ...SMALL, alive: true });
  const lead_uuid = upstream.world.leads.all()[0]?.uuid ?? '';
  await send(upstream);
  upstream.clock.advance(60_000);
  const [, reply, ...more] = upstream.world.messages.all();
  expect(more).toEqual([]);
  expect(reply).toMatchObject({
    lead_uuid,
    type: 'inbox',
    sent_at: '2026-11-23T09:00:16.000000Z',
    created_at: '2026-11-23T09:00:20.000000Z',
  });
  expect(upstream.world.leads.get(lead_uuid)?.unread_counts).toMatchObject([{ count: 1 }]);
});
