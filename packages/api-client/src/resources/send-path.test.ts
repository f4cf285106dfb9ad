import { expect, it } from 'vitest';
import { mockUpstream } from '../../test/mock-upstream.ts';

const QUICK_START = '/flows/api/messages';
const REFERENCE = '/flows/api/linkedin-messages';
const message = { sender_profile_uuid: 's', lead_uuid: 'l', text: 'Hello' };
const noRoute = { message: 'The route flows/api/messages could not be found.' };

it.each([
  [404, noRoute],
  [405, {}],
  [404, '<html>'],
])('sends by the other path when the first is an unknown route (%i %j), and remembers it', async (status, body) => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept({ path: QUICK_START, method: 'POST' }).reply(status, body);
  upstream.intercept({ path: REFERENCE, method: 'POST' }).reply(201, { uuid: 'm1' });
  upstream.intercept({ path: REFERENCE, method: 'POST' }).reply(201, { uuid: 'm2' });
  await expect(api.messages.send(message)).resolves.toMatchObject({ message: { uuid: 'm1' } });
  await expect(api.messages.send(message)).resolves.toMatchObject({ message: { uuid: 'm2' } });
  expect(calls.map((call) => call.path)).toEqual([QUICK_START, REFERENCE, REFERENCE]);
});

it('forgets a path that is later refused as unknown, and sends by the other', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream.intercept({ path: QUICK_START, method: 'POST' }).reply(201, { uuid: 'm1' });
  upstream.intercept({ path: QUICK_START, method: 'POST' }).reply(404, noRoute);
  upstream.intercept({ path: REFERENCE, method: 'POST' }).reply(201, { uuid: 'm2' });
  upstream.intercept({ path: REFERENCE, method: 'POST' }).reply(201, { uuid: 'm3' });
  for (const uuid of ['m1', 'm2', 'm3']) {
    await expect(api.messages.send(message)).resolves.toMatchObject({ message: { uuid } });
  }
  expect(calls.map((call) => call.path)).toEqual([QUICK_START, QUICK_START, REFERENCE, REFERENCE]);
  expect(api.findings.sendPath).toBe(REFERENCE);
});

it('remembers no path when both are unknown', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept({ path: QUICK_START, method: 'POST' }).reply(201, { uuid: 'm1' });
  upstream.intercept({ path: QUICK_START, method: 'POST' }).reply(404, noRoute);
  upstream.intercept({ path: REFERENCE, method: 'POST' }).reply(404, noRoute);
  await api.messages.send(message);
  await expect(api.messages.send(message)).rejects.toMatchObject({ status: 404 });
  expect(api.findings.sendPath).toBeUndefined();
});

it('takes a 404 that names a reason for an answer, not for an unknown route', async () => {
  const { api, upstream, calls } = mockUpstream();
  upstream
    .intercept({ path: QUICK_START, method: 'POST' })
    .reply(404, { error: { reason: 'not_found', message: 'No such lead' }, code: 404 });
  await expect(api.messages.send(message)).rejects.toMatchObject({ status: 404 });
  expect(calls).toHaveLength(1);
});

it('learns nothing from a refusal', async () => {
  const { api, upstream } = mockUpstream();
  upstream.intercept({ path: QUICK_START, method: 'POST' }).reply(401, { error: { reason: 'auth_exception' } });
  await expect(api.messages.send(message)).rejects.toMatchObject({ status: 401 });
  expect(api.findings.sendPath).toBeUndefined();
});
