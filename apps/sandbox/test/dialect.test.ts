import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const SMALL = { size: { leads: 3, messages: 0 } };

it('honours one spelling of the order or the other, and its own default direction', async () => {
  await using upstream = await startUpstream(SMALL);
  const { leads } = upstream.world;
  const up = leads.all().map(({ uuid }) => uuid);
  const ask = async (query: string) =>
    (await upstream.ask('GET', `/leads/api/leads?${query}`)).rows.map(({ uuid }) => uuid);
  const [hyphen, underscore] = ['order-field=created_at&order-type=asc', 'order_field=created_at&order_type=asc'];
  const down = await ask('');

  upstream.dialect.orderSpelling = 'underscore';
  expect(await ask(underscore)).toEqual(up);
  expect(await ask(hyphen)).toEqual(down);
  upstream.dialect.orderSpelling = 'hyphen';
  expect(await ask(underscore)).toEqual(down);
  expect(await ask(hyphen)).toEqual(up);
  upstream.dialect.orderSpelling = 'none';
  expect(await ask(`${underscore}&${hyphen}`)).toEqual(down);
  upstream.dialect.defaultOrderType = 'asc';
  expect(await ask('')).toEqual(up);
  expect(up).not.toEqual(down);
});

it('puts null first or last, whatever the direction', async () => {
  await using upstream = await startUpstream(SMALL);
  upstream.world.messages.insert({ sent_at: null });
  upstream.world.messages.insert();
  const isNull = async (type: string) => {
    const { rows } = await upstream.ask('GET', `/flows/api/linkedin-messages?order_field=sent_at&order_type=${type}`);
    return rows.map(({ sent_at }) => sent_at === null);
  };
  upstream.dialect.nulls = 'first';
  expect([await isNull('asc'), await isNull('desc')]).toEqual([
    [true, false],
    [true, false],
  ]);
  upstream.dialect.nulls = 'last';
  expect([await isNull('asc'), await isNull('desc')]).toEqual([
    [false, true],
    [false, true],
  ]);
});

it('has one send path, the other, or both', async () => {
  await using upstream = await startUpstream(SMALL);
  const statuses = () =>
    Promise.all(
      ['/flows/api/messages', '/flows/api/linkedin-messages'].map(async (path) => {
        const { status, body } = await upstream.ask('POST', path, { body: {} });
        return [status, Object(Object(body).error).reason];
      }),
    );
  const served = [422, 'validation_error'];
  expect(await statuses()).toEqual([served, served]);
  upstream.dialect.sendPath = 'messages';
  expect(await statuses()).toEqual([served, [405, undefined]]);
  upstream.dialect.sendPath = 'linkedin-messages';
  expect(await statuses()).toEqual([[404, undefined], served]);
});

it('answers a send with 200 or 201', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { sendStatus: 200 } });
  const { leads, senderProfiles } = upstream.world;
  const body = { lead_uuid: leads.all()[0]?.uuid, sender_profile_uuid: senderProfiles.all()[0]?.uuid, text: 'x' };
  expect((await upstream.ask('POST', '/flows/api/messages', { body })).status).toBe(200);
});

it('honours array filters, ignores them, or sees the first value alone', async () => {
  await using upstream = await startUpstream(SMALL);
  const [a, b] = upstream.world.leads.all();
  for (const lead of upstream.world.leads.all()) upstream.world.messages.insert({ lead_uuid: lead.uuid });
  const count = async () => {
    const query = `filter[lead_uuid][]=${a?.uuid}&filter[lead_uuid][]=${b?.uuid}`;
    return (await upstream.ask('GET', `/flows/api/linkedin-messages?${query}`)).rows.length;
  };
  expect(await count()).toBe(2);
  upstream.dialect.arrayFilters = 'first';
  expect(await count()).toBe(1);
  upstream.dialect.arrayFilters = 'ignored';
  expect(await count()).toBe(3);
});

it('honours a UUID search, ignores it, or breaks on it', async () => {
  await using upstream = await startUpstream(SMALL);
  const [lead] = upstream.world.leads.all();
  const search = () => upstream.ask('POST', '/leads/api/leads/search', { body: { filter: { uuid: [lead?.uuid] } } });
  expect((await search()).rows).toHaveLength(1);
  upstream.dialect.uuidSearch = 'ignored';
  expect((await search()).rows).toHaveLength(3);
  upstream.dialect.uuidSearch = 'error';
  expect((await search()).status).toBe(500);
});

it('ignores ranges where they are not known', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { rangeFilters: 'ignored' } });
  const body = { filter: { created_at: { '>': '2030-01-01' } } };
  expect((await upstream.ask('POST', '/leads/api/leads/search', { body })).rows).toHaveLength(3);
});

it('serves fewer rows at once than the reference says', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { maxLimit: 2 } });
  const { rows, body } = await upstream.ask('GET', '/leads/api/leads?limit=100');
  expect([rows.length, body]).toMatchObject([2, { limit: 2, total: 3, has_more: true }]);
});

it('clamps, serves or rejects a limit above 100', async () => {
  await using upstream = await startUpstream({ size: { leads: 110, messages: 0 } });
  const ask = () => upstream.ask('GET', '/leads/api/leads?limit=105');
  const clamped = await ask();
  expect([clamped.rows.length, Object(clamped.body).limit]).toEqual([100, 100]);
  upstream.dialect.oversize = 'unbounded';
  expect((await ask()).rows).toHaveLength(105);
  upstream.dialect.oversize = 'rejected';
  expect((await ask()).status).toBe(422);
});

it('ends a search at its window with an error, without rows or without a body', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { searchWindow: 2, beyondWindow: 'no-rows' } });
  const search = () => upstream.ask('POST', '/leads/api/leads/search', { body: { offset: 2, limit: 1 } });
  expect(await search()).toMatchObject({ status: 200, rows: [], body: { total: 3 } });
  upstream.dialect.beyondWindow = 'no-body';
  expect(await search()).toMatchObject({ status: 200, text: '' });
});

it('ignores what it does not know, where it is not strict', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { strict: false } });
  const { status, rows } = await upstream.ask('GET', '/flows/api/flows?status=on&filter[colour]=red');
  expect([status, rows.length]).toEqual([200, 6]);
});
