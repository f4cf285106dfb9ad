import { expect, it, vi } from 'vitest';
import { startUpstream, type TestUpstream } from './upstream.ts';

const SMALL = { size: { leads: 1, messages: 0 } };
const CURRENT = '/id/api/users/current';

function send(upstream: TestUpstream, signal?: AbortSignal) {
  const { leads, senderProfiles } = upstream.world;
  const body = { lead_uuid: leads.all()[0]?.uuid, sender_profile_uuid: senderProfiles.all()[0]?.uuid, text: 'x' };
  return upstream.ask('POST', '/flows/api/messages', { body, ...(signal && { signal }) });
}

const stored = ({ world }: TestUpstream) => world.messages.size;

it('strikes the requests that it is meant for, as often as it is told', async () => {
  await using upstream = await startUpstream(SMALL);
  const fault = upstream.faults.add({ kind: 'status', status: 503, method: 'GET', path: '/id/api', times: 2, skip: 1 });
  const statuses: number[] = [];
  for (let count = 0; count < 5; count++) statuses.push((await upstream.ask('GET', CURRENT)).status);
  expect(statuses).toEqual([200, 503, 503, 200, 200]);
  expect(fault.hits).toBe(2);
  expect((await upstream.ask('GET', '/leads/api/lists')).status).toBe(200);
});

it('tries the next fault where one lets the request through', async () => {
  await using upstream = await startUpstream(SMALL);
  upstream.faults.add({ kind: 'status', status: 500, skip: 1, times: 1 });
  upstream.faults.add({ kind: 'status', status: 503, times: 1 });
  const statuses: number[] = [];
  for (let count = 0; count < 3; count++) statuses.push((await upstream.ask('GET', CURRENT)).status);
  expect(statuses).toEqual([503, 500, 200]);
});

it('knows paths by their template, and goes away when it is removed', async () => {
  await using upstream = await startUpstream(SMALL);
  const fault = upstream.faults.add({ kind: 'status', status: 500, path: '/leads/api/lists/{uuid}' });
  const path = `/leads/api/lists/${upstream.world.lists.all()[0]?.uuid}`;
  expect((await upstream.ask('GET', '/leads/api/lists')).status).toBe(200);
  expect((await upstream.ask('GET', path)).status).toBe(500);
  upstream.faults.remove(fault);
  expect((await upstream.ask('GET', path)).status).toBe(200);
  upstream.faults.add({ kind: 'status', status: 500 });
  upstream.faults.clear();
  expect((await upstream.ask('GET', path)).status).toBe(200);
});

it('refuses a fault that it does not know', async () => {
  await using upstream = await startUpstream(SMALL);
  expect(() => upstream.faults.add({ kind: 'status', status: 99 })).toThrow('status');
});

it('answers with any status, headers and body, before or after storing', async () => {
  await using upstream = await startUpstream(SMALL);
  upstream.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '7' }, times: 1 });
  const limited = await send(upstream);
  expect([limited.status, limited.headers.get('retry-after'), stored(upstream)]).toEqual([429, '7', 0]);
  upstream.faults.add({ kind: 'status', status: 504, stores: true, body: 'gone', times: 1 });
  const late = await send(upstream);
  expect([late.status, late.body, stored(upstream)]).toEqual([504, 'gone', 1]);
});

it.each([
  ['reset', 0],
  ['reset-after-storing', 1],
  ['reset-mid-body', 1],
] as const)('breaks the connection: %s leaves %i stored', async (kind, left) => {
  await using upstream = await startUpstream(SMALL);
  upstream.faults.add({ kind, times: 1 });
  await expect(send(upstream)).rejects.toThrow();
  expect(stored(upstream)).toBe(left);
  expect((await send(upstream)).status).toBe(201);
});

it.each([
  ['hang', 0],
  ['hang-after-storing', 1],
] as const)('never answers: %s leaves %i stored, and the log shows who gave up', async (kind, left) => {
  await using upstream = await startUpstream(SMALL);
  const fault = upstream.faults.add({ kind });
  const caller = new AbortController();
  const sending = send(upstream, caller.signal);
  await vi.waitFor(() => expect(fault.hits).toBe(1));
  caller.abort();
  await expect(sending).rejects.toThrow();
  expect(stored(upstream)).toBe(left);
  await vi.waitFor(() => expect(upstream.requests).toMatchObject([{ status: null, aborted: true }]));
});

it('stores late, by its own clock, and may answer long before', async () => {
  await using upstream = await startUpstream(SMALL);
  upstream.faults.add({ kind: 'store-late', ms: 30_000, status: 504 });
  expect((await send(upstream)).status).toBe(504);
  upstream.clock.advance(29_999);
  expect(stored(upstream)).toBe(0);
  upstream.clock.advance(1);
  expect(stored(upstream)).toBe(1);
});

it('answers what is no answer: nothing, half of it, a page, something else', async () => {
  await using upstream = await startUpstream(SMALL);
  upstream.faults.add({ kind: 'empty', times: 1 });
  expect(await send(upstream)).toMatchObject({ status: 200, text: '' });
  upstream.faults.add({ kind: 'broken-json', times: 1 });
  expect(await send(upstream)).toMatchObject({ status: 200, text: expect.stringMatching(/^\{"uuid/), body: undefined });
  upstream.faults.add({ kind: 'foreign-body', times: 1 });
  expect(await send(upstream)).toMatchObject({ status: 200, body: { ok: true } });
  expect(stored(upstream)).toBe(3);

  upstream.faults.add({ kind: 'html', times: 1 });
  const page = await send(upstream);
  expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
  upstream.faults.add({ kind: 'empty', stores: false, times: 1 });
  await send(upstream);
  expect(stored(upstream)).toBe(3);
});

it.each(['delay', 'slow-body'] as const)('answers rightly, but later than others: %s', async (kind) => {
  await using upstream = await startUpstream(SMALL);
  const right = await upstream.ask('GET', CURRENT);
  const fault = upstream.faults.add({ kind, ms: 500, times: 1 });
  const slow = upstream.ask('GET', CURRENT);
  await vi.waitFor(() => expect(fault.hits).toBe(1));
  await upstream.ask('GET', CURRENT);
  expect(upstream.requests.map(({ status }) => status)).toEqual([200, null, 200]);
  expect((await slow).body).toEqual(right.body);
});
