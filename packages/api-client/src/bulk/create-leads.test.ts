import { expect, it } from 'vitest';
import { mockUpstream } from '../../test/mock-upstream.ts';

const CREATE = { path: '/leads/api/leads', method: 'POST' };
const LOOKUP = '/leads/api/leads/lookup-one';

it('looks up leads that are not among the newest when the answer is lost, and reports those it cannot find', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept(CREATE).reply(502, '<html>');
  const lookup = (body: object) => ({
    path: LOOKUP,
    method: 'POST',
    body: JSON.stringify({ ...body, disable_aggregation: true }),
  });
  upstream.intercept(lookup({ linkedin_id: 'ann' })).reply(200, { uuid: 'a' });
  upstream.intercept(lookup({ email: 'bob@example.com' })).reply(404, { error: { reason: 'not_found' } });
  upstream.intercept(lookup({ name: 'Cy Low', company_name: 'Acme' })).reply(200, { uuid: 'c' });
  const created = await api.leads.create({
    list_uuid: 'l',
    leads: [
      { linkedin_id: 'ann', work_email: 'ann@example.com' },
      { work_email: 'bob@example.com' },
      { first_name: 'Cy', last_name: 'Low', company_name: 'Acme' },
      { first_name: 'Di' },
    ],
  });
  expect(created).toMatchObject({ leads: [{ uuid: 'a' }, { uuid: 'c' }], unconfirmed: [1, 3], notCreated: [] });
  expect(calls.filter((call) => call.path === CREATE.path).map((call) => call.requests)).toEqual([1]);
});

it('reports all when nothing of it can be found', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept(CREATE).reply(500, '');
  await expect(api.leads.create({ list_uuid: 'l', leads: [{ first_name: 'Di' }] })).resolves.toMatchObject({
    leads: [],
    unconfirmed: [0],
    notCreated: [],
    error: null,
  });
});

it('looks nothing up after a refusal', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept(CREATE).reply(422, { error: { reason: 'validation_error' } });
  await expect(api.leads.create({ list_uuid: 'l', leads: [{ linkedin_id: 'x' }] })).rejects.toMatchObject({
    status: 422,
  });
  expect(calls).toHaveLength(1);
});
