import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const SMALL = { size: { leads: 1, messages: 0, flows: 0 } };

it('starts and stops a flow, but not an archived one', async () => {
  await using upstream = await startUpstream(SMALL);
  const draft = upstream.world.flows.insert({ status: 'draft' });
  const put = (uuid: string, action: string) => upstream.ask('PUT', `/flows/api/flows/${uuid}/${action}`);
  expect((await put(draft.uuid, 'start')).body).toMatchObject({ uuid: draft.uuid, status: 'on' });
  expect((await put(draft.uuid, 'stop')).body).toMatchObject({ uuid: draft.uuid, status: 'off' });
  const archived = upstream.world.flows.insert({ status: 'archived' });
  expect((await put(archived.uuid, 'start')).status).toBe(422);
});

it('enrols a lead in a flow that is on and has a sender who works', async () => {
  await using upstream = await startUpstream(SMALL);
  const { flows, leads, enrolments, senderProfiles } = upstream.world;
  const lead = leads.all()[0]?.uuid ?? '';
  const on = flows.insert({ status: 'on' });
  const off = flows.insert({ status: 'off' });
  const enrol = (flow: string) => upstream.ask('POST', `/flows/api/flows/${flow}/leads/${lead}`, { body: {} });

  const done = await enrol(on.uuid);
  expect([done.status, done.text]).toEqual([204, '']);
  await enrol(on.uuid);
  expect(enrolments.all()).toMatchObject([{ flow_uuid: on.uuid, lead_uuid: lead, status: 'in_progress' }]);

  expect((await enrol(off.uuid)).body).toMatchObject({ error: { data: { flow_uuid: ['The flow must be on.'] } } });
  for (const { uuid } of senderProfiles.all()) senderProfiles.update(uuid, { status: 'disabled' });
  expect((await enrol(on.uuid)).status).toBe(422);
  expect((await enrol('00000000-0000-4000-8000-000000000000')).status).toBe(404);
});

it('takes a lead out of some flows, or out of all', async () => {
  await using upstream = await startUpstream(SMALL);
  const { leads, enrolments } = upstream.world;
  const lead_uuid = leads.all()[0]?.uuid ?? '';
  for (const flow_uuid of ['a', 'b', 'c']) enrolments.insert({ lead_uuid, flow_uuid });
  const going = () =>
    enrolments.all().flatMap(({ flow_uuid, status }) => (status === 'in_progress' ? [flow_uuid] : []));
  const cancel = (what: string, body?: object) =>
    upstream.ask('PUT', `/flows/api/flows/leads/${lead_uuid}/${what}`, { body });

  expect((await cancel('cancel', {})).status).toBe(422);
  expect((await cancel('cancel', { flow_uuids: ['A', 'c'] })).status).toBe(204);
  expect(going()).toEqual(['b']);
  expect((await cancel('cancel-all')).status).toBe(204);
  expect(going()).toEqual([]);
});
