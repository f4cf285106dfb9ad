import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const SMALL = { size: { leads: 3, messages: 0 } };

it('serves a lead with its markers, flows and custom fields beside it, and without them when asked', async () => {
  await using upstream = await startUpstream({ size: { leads: 1, messages: 0 } });
  const { world } = upstream;
  const [lead] = world.leads.all();
  const [sender] = world.senderProfiles.all();
  const [flow] = world.flows.all();
  const lead_uuid = lead?.uuid ?? '';
  world.leads.update(lead_uuid, { custom_fields: { Seats: 12 } });
  world.messages.insert({ lead_uuid, linkedin_type: 'connection_note', sent_at: '2026-01-01T00:00:00.000000Z' });
  world.messages.insert({ lead_uuid, type: 'inbox', sent_at: '2026-01-02T00:00:00.000000Z' });
  world.messages.insert({ lead_uuid, status: 'new', sent_at: null });
  world.enrolments.insert({ lead_uuid, flow_uuid: flow?.uuid ?? '' });

  const heavy = await upstream.ask('GET', `/leads/api/leads/${lead_uuid}`);
  const counts = {
    linkedin_last_connection_sent_at: '2026-01-01T00:00:00.000000Z',
    linkedin_last_connection_accepted_at: '2026-01-02T00:00:00.000000Z',
    linkedin_messages_sent_count: 1,
    linkedin_messages_inbox_count: 1,
    last_messaging_activity_at: '2026-01-02T00:00:00.000000Z',
  };
  expect(heavy.body).toMatchObject({
    lead: { uuid: lead_uuid },
    markers: [
      { sender_profile_uuid: null, ...counts },
      { sender_profile_uuid: sender?.uuid, ...counts },
    ],
    flows: [{ flow_uuid: flow?.uuid, status: 'in_progress' }],
    custom_fields: { Seats: 12 },
  });
  const light = await upstream.ask('GET', `/leads/api/leads/${lead_uuid}?disable_aggregation=true`);
  expect(Object.keys(Object(light.body))).toEqual(['lead']);
});

it('answers 404 with a reason for a lead that is not there', async () => {
  await using upstream = await startUpstream(SMALL);
  const { status, body } = await upstream.ask('GET', '/leads/api/leads/00000000-0000-4000-8000-000000000000');
  expect(status).toBe(404);
  expect(body).toMatchObject({ error: { reason: 'not_found' }, code: 404 });
});

it.each([
  [
    'linkedin_id',
    (lead: { linkedin: string | null }) => ({ linkedin_id: `https://www.linkedin.com/in/${lead.linkedin}/` }),
  ],
  ['linkedin_id', (lead: { ln_id: string | null }) => ({ linkedin_id: lead.ln_id })],
  ['email', () => ({ email: 'ADA@Example.com' })],
  ['name', () => ({ name: 'ada lovelace', company_name: 'engines ltd' })],
])('looks a lead up by %s, on both paths', async (_, by) => {
  await using upstream = await startUpstream(SMALL);
  const [found] = upstream.world.leads.all();
  const uuid = found?.uuid ?? '';
  const known = { personal_email: 'ada@example.com', name: 'Ada Lovelace', company_name: 'Engines Ltd' };
  const lead = upstream.world.leads.update(uuid, known);
  for (const path of ['lookup-one', 'find-one']) {
    const { body } = await upstream.ask('POST', `/leads/api/leads/${path}`, { body: by(lead) });
    expect(body).toMatchObject({ lead: { uuid } });
  }
});

it('looks up nothing with nothing, and nobody with a stranger', async () => {
  await using upstream = await startUpstream(SMALL);
  const nothing = await upstream.ask('POST', '/leads/api/leads/lookup-one', { body: { name: 'only a name' } });
  expect(nothing.status).toBe(422);
  const nobody = await upstream.ask('POST', '/leads/api/leads/lookup-one', { body: { email: 'no@body.example' } });
  expect(nobody.status).toBe(404);
});

it('deletes with 204, once', async () => {
  await using upstream = await startUpstream(SMALL);
  const [lead] = upstream.world.leads.all();
  const first = await upstream.ask('DELETE', `/leads/api/leads/${lead?.uuid}`);
  expect([first.status, first.text]).toEqual([204, '']);
  const second = await upstream.ask('DELETE', `/leads/api/leads/${lead?.uuid}`);
  expect(second.status).toBe(404);
});

it('does not reach beyond the first 10,000 rows of a search, but walks the whole list', async () => {
  await using upstream = await startUpstream({ size: { leads: 40, messages: 0 }, dialect: { searchWindow: 30 } });
  const search = (offset: number) => upstream.ask('POST', '/leads/api/leads/search', { body: { limit: 10, offset } });
  expect((await search(20)).rows).toHaveLength(10);
  expect((await search(21)).status).toBe(500);
  const walk = await upstream.ask('GET', '/leads/api/leads?limit=10&offset=30');
  expect(walk.rows).toHaveLength(10);
});
