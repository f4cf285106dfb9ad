import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const uuids = (rows: readonly { uuid?: unknown }[]) => rows.map(({ uuid }) => uuid);

it('serves windows that tile a list, with the numbers of the whole', async () => {
  await using upstream = await startUpstream({ size: { leads: 45, messages: 0 } });
  const first = await upstream.ask('GET', '/leads/api/leads?limit=20');
  const second = await upstream.ask('GET', '/leads/api/leads?limit=20&offset=20');
  const third = await upstream.ask('GET', '/leads/api/leads?limit=20&offset=40');
  expect(first.body).toMatchObject({ limit: 20, offset: 0, total: 45, has_more: true });
  expect(third.body).toMatchObject({ limit: 20, offset: 40, total: 45, has_more: false });
  const seen = [first, second, third].flatMap(({ rows }) => uuids(rows));
  expect(new Set(seen)).toEqual(new Set(uuids(upstream.world.leads.all())));
  expect(seen).toHaveLength(45);
});

it('has defaults: 20 rows, newest first', async () => {
  await using upstream = await startUpstream();
  const { rows, body } = await upstream.ask('GET', '/flows/api/linkedin-messages');
  expect(body).toMatchObject({ limit: 20, offset: 0, total: 3000 });
  const times = rows.map(({ created_at }) => String(created_at));
  expect(times).toEqual(times.toSorted().toReversed());
});

it('takes the order in both spellings, and keeps rows that tie as they came', async () => {
  await using upstream = await startUpstream({ size: { leads: 0 } });
  const created_at = '2026-01-01T00:00:00.000000Z';
  const ties = Array.from({ length: 5 }, () => upstream.world.leads.insert({ created_at }));
  const late = upstream.world.leads.insert({ created_at: '2026-01-01T00:00:00.000001Z' });
  const down = await upstream.ask('GET', '/leads/api/leads?order_field=created_at&order_type=desc');
  const up = await upstream.ask('GET', '/leads/api/leads?order-field=created_at&order-type=asc');
  expect(uuids(down.rows)).toEqual(uuids([late, ...ties]));
  expect(uuids(up.rows)).toEqual(uuids([...ties, late]));
});

it('puts null before every value', async () => {
  await using upstream = await startUpstream({ size: { messages: 0 } });
  const { messages } = upstream.world;
  const queued = messages.insert({ sent_at: null });
  const sent = messages.insert({ sent_at: '2026-01-01T00:00:00.000000Z' });
  const up = await upstream.ask('GET', '/flows/api/linkedin-messages?order_field=sent_at&order_type=asc');
  const down = await upstream.ask('GET', '/flows/api/linkedin-messages?order_field=sent_at&order_type=desc');
  expect(uuids(up.rows)).toEqual(uuids([queued, sent]));
  expect(uuids(down.rows)).toEqual(uuids([sent, queued]));
});

it('answers 422 for numbers and orders that make no sense', async () => {
  await using upstream = await startUpstream();
  const { status, body } = await upstream.ask(
    'GET',
    '/leads/api/lists?limit=0&offset=-1&order_field=colour&order_type=up',
  );
  expect(status).toBe(422);
  // As Laravel does, the message is that of the first field.
  const first = expect.stringContaining('limit');
  expect(body).toEqual({
    error: {
      reason: 'validation_error',
      message: first,
      data: {
        limit: [first],
        offset: [expect.any(String)],
        order_field: [expect.stringContaining('colour')],
        order_type: [expect.any(String)],
      },
    },
    message: first,
    code: 422,
  });
});

it('shows at once what a test inserts, changes or removes', async () => {
  await using upstream = await startUpstream({ size: { leads: 2, messages: 0 } });
  const ask = async () =>
    uuids((await upstream.ask('GET', '/leads/api/leads?order_field=created_at&order_type=desc')).rows);
  const [newest, oldest] = await ask();
  const head = upstream.world.leads.insert();
  expect(await ask()).toEqual([head.uuid, newest, oldest]);
  upstream.world.leads.update(head.uuid, { created_at: '2001-01-01T00:00:00.000000Z' });
  expect(await ask()).toEqual([newest, oldest, head.uuid]);
  upstream.world.leads.remove(String(newest));
  expect(await ask()).toEqual([oldest, head.uuid]);
});
