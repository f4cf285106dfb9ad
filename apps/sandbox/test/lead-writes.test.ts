import { expect, it } from 'vitest';
import { startUpstream, type TestUpstream } from './upstream.ts';

const SMALL = { size: { leads: 3, messages: 0 } };

function upsert(upstream: TestUpstream, lead: object, rest: object = {}) {
  const list_uuid = upstream.world.lists.all()[0]?.uuid;
  return upstream.ask('POST', '/leads/api/leads/upsert', { body: { lead, list_uuid, ...rest } });
}

it('creates a lead by upsert: names, e-mails, tags and the LinkedIn reference find their fields', async () => {
  await using upstream = await startUpstream(SMALL);
  const { world } = upstream;
  const [company] = world.companies.all();
  const [vip] = world.tags.all();
  const { status, body } = await upsert(
    upstream,
    {
      linkedin_id: 'https://www.linkedin.com/sales/lead/ACwAA123,NAME_SEARCH,xy',
      first_name: 'Robin',
      last_name: 'Sample',
      email: 'robin@example.com',
      company_name: company?.name,
      avatar: 'https://cdn.example.com/r.jpg',
      tags: [vip?.name, 'brand new'],
    },
    { custom_fields: { Annual_Revenue: '1M' } },
  );
  const created = world.tags.all().at(-1);
  expect(created?.name).toBe('brand new');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    lead: {
      name: 'Robin Sample',
      sn_id: 'ACwAA123',
      work_email: 'robin@example.com',
      work_email_domain: 'example.com',
      company_uuid: company?.uuid,
      avatar_url: 'https://cdn.example.com/r.jpg',
      tags: [vip?.uuid, created?.uuid],
      list_uuid: world.lists.all()[0]?.uuid,
      team_id: 101,
    },
    custom_fields: { Annual_Revenue: '1M' },
  });
  expect(world.leads.size).toBe(4);
});

it('matches an upsert in the documented order, the first hit winning', async () => {
  await using upstream = await startUpstream(SMALL);
  const { leads } = upstream.world;
  const byId = leads.insert({ ln_id: 'ACoAAfirst' });
  const byNickname = leads.insert({ linkedin: 'robin' });
  const byWork = leads.insert({ work_email: 'robin@work.example' });
  const byPersonal = leads.insert({ personal_email: 'robin@home.example' });
  const byName = leads.insert({ name: 'Robin Sample', company_name: 'Widgets' });
  const everything = {
    ln_id: 'ACoAAfirst',
    linkedin: 'Robin',
    work_email: 'robin@work.example',
    personal_email: 'robin@home.example',
    first_name: 'Robin',
    last_name: 'Sample',
    company_name: 'Widgets',
  };
  const hits: unknown[] = [];
  const { ln_id: _a, ...fromNickname } = everything;
  const { linkedin: _b, ...fromWork } = fromNickname;
  const { work_email: _c, ...fromPersonal } = fromWork;
  const { personal_email: _d, ...fromName } = fromPersonal;
  for (const lead of [everything, fromNickname, fromWork, fromPersonal, fromName]) {
    const { body } = await upsert(upstream, lead, { update_if_exists: false });
    hits.push(Reflect.get(Object(Reflect.get(Object(body), 'lead')), 'uuid'));
  }
  expect(hits).toEqual([byId, byNickname, byWork, byPersonal, byName].map(({ uuid }) => uuid));
  expect(leads.size).toBe(8);
});

it('updates an existing lead unless told not to, and moves it only when told to', async () => {
  await using upstream = await startUpstream(SMALL);
  const { leads, lists } = upstream.world;
  const [, second] = lists.all();
  const lead = leads.insert({ linkedin: 'robin', headline: 'old', list_uuid: second?.uuid ?? '' });
  await upsert(upstream, { linkedin: 'robin', headline: 'ignored' }, { update_if_exists: false });
  expect(leads.get(lead.uuid)?.headline).toBe('old');
  upstream.clock.advance(1_000);
  await upsert(upstream, { linkedin: 'robin', headline: 'new' });
  expect(leads.get(lead.uuid)).toMatchObject({ headline: 'new', list_uuid: second?.uuid });
  expect(leads.get(lead.uuid)?.updated_at).not.toBe(lead.updated_at);
  await upsert(upstream, { linkedin: 'robin' }, { move_to_list: true });
  expect(leads.get(lead.uuid)?.list_uuid).toBe(lists.all()[0]?.uuid);
});

it('says by field what is wrong with an upsert, and stores nothing', async () => {
  await using upstream = await startUpstream(SMALL);
  const noList = await upsert(upstream, { linkedin: 'x' }, { list_uuid: null });
  expect(noList.body).toMatchObject({ error: { data: { list_uuid: ['The list uuid field is required.'] } } });
  const wrong = await upsert(upstream, { work_email: 'nonsense', first_name: 7 });
  expect(wrong.status).toBe(422);
  expect(wrong.body).toMatchObject({
    error: {
      reason: 'validation_error',
      data: {
        'lead.first_name': [expect.any(String)],
        'lead.work_email': [expect.any(String)],
      },
    },
  });
  const unknown = await upsert(upstream, { linkedin_url: 'x' });
  expect(unknown).toMatchObject({ status: 400, body: { message: expect.stringContaining('linkedin_url') } });
  expect(upstream.world.leads.size).toBe(3);
});

it('creates many at once; those that exist come back with the UUID they have, unchanged', async () => {
  await using upstream = await startUpstream(SMALL);
  const { leads, lists } = upstream.world;
  const existing = leads.insert({ linkedin: 'robin', headline: 'old' });
  const { status, body } = await upstream.ask('POST', '/leads/api/leads', {
    body: {
      list_uuid: lists.all()[0]?.uuid,
      leads: [
        { linkedin_id: 'robin', headline: 'new' },
        { linkedin_id: 'kim', custom_fields: { First_Message: 'Hello' } },
      ],
    },
  });
  expect(status).toBe(200);
  expect(body).toMatchObject([{ uuid: existing.uuid, headline: 'old' }, { linkedin: 'kim' }]);
  expect(leads.size).toBe(5);
  expect(leads.all().at(-1)?.custom_fields).toEqual({ First_Message: 'Hello' });
});

it('updates what it knows and drops the rest without a word, custom fields among it', async () => {
  await using upstream = await startUpstream(SMALL);
  const lead = upstream.world.leads.insert({ first_name: 'Robin', last_name: 'Sample', name: 'Robin Sample' });
  const body = { last_name: 'Example', nonsense: true, custom_fields: { Seats: 1 } };
  const answer = await upstream.ask('PUT', `/leads/api/leads/${lead.uuid}`, { body });
  expect(answer.body).toMatchObject({ lead: { name: 'Robin Example' }, custom_fields: {} });
  expect(answer.text).not.toContain('nonsense');
});
