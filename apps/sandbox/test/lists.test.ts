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

it('filters messages by equality, IN, range and null, in brackets or as one JSON string', async () => {
  await using upstream = await startUpstream({ size: { messages: 0 } });
  const [ada, bob, cyd] = upstream.world.leads.all();
  const { messages } = upstream.world;
  const a = messages.insert({ lead_uuid: ada?.uuid ?? '', sent_at: '2026-03-01T10:00:00.000000Z', type: 'inbox' });
  const b = messages.insert({ lead_uuid: bob?.uuid ?? '', sent_at: '2026-03-02T10:00:00.000000Z' });
  const c = messages.insert({ lead_uuid: cyd?.uuid ?? '', sent_at: null });

  const list = async (query: string) => {
    const { rows } = await upstream.ask('GET', `/flows/api/linkedin-messages?order_field=created_at&${query}`);
    return uuids(rows);
  };
  expect(await list(`filter[lead_uuid]=${ada?.uuid.toUpperCase()}`)).toEqual([a.uuid]);
  expect(await list(`filter[lead_uuid][]=${ada?.uuid}&filter[lead_uuid][]=${bob?.uuid}`)).toEqual([a.uuid, b.uuid]);
  expect(await list('filter[sent_at][>=]=2026-03-02')).toEqual([b.uuid]);
  expect(await list('filter[sent_at][<]=2026-03-02T10:00:00.000000Z&filter[sent_at][>]=2026-01-01')).toEqual([a.uuid]);
  expect(await list('filter[sent_at]=is_null')).toEqual([c.uuid]);
  expect(await list('filter[sent_at]=is_not_null&filter[type]=outbox')).toEqual([b.uuid]);
  expect(await list(`filter=${encodeURIComponent(JSON.stringify({ type: 'inbox' }))}`)).toEqual([a.uuid]);
});

it('searches text by q, in any case', async () => {
  await using upstream = await startUpstream({ size: { messages: 0 } });
  const hit = upstream.world.messages.insert({ text: 'Thursday at TEN?' });
  upstream.world.messages.insert({ text: null });
  const { rows } = await upstream.ask('GET', '/flows/api/linkedin-messages?filter[q]=at+ten');
  expect(uuids(rows)).toEqual([hit.uuid]);
});

it('filters leads by one of their tags, and by UUID', async () => {
  await using upstream = await startUpstream({ size: { leads: 5, messages: 0 } });
  const [tag] = upstream.world.tags.all();
  const [one, two] = upstream.world.leads.all();
  const tagged = upstream.world.leads.insert({ tags: [upstream.world.tags.insert().uuid, tag?.uuid ?? ''] });
  const search = async (filter: object) => {
    const { rows } = await upstream.ask('POST', '/leads/api/leads/search', { body: { filter, order_type: 'asc' } });
    return uuids(rows);
  };
  expect(await search({ tags: [tag?.uuid] })).toContain(tagged.uuid);
  expect(await search({ tags: tagged.tags?.[0] })).toEqual([tagged.uuid]);
  expect(await search({ uuid: [one?.uuid, two?.uuid] })).toEqual([one?.uuid, two?.uuid]);
});

it('knows the filters of pipeline stages and companies that mean something of their own', async () => {
  await using upstream = await startUpstream({ size: { leads: 0, companies: 0 } });
  const filter = encodeURIComponent(JSON.stringify({ object: 'company' }));
  const stages = await upstream.ask(
    'GET',
    `/leads/api/pipeline-stages?order_field=order&order_type=asc&filter=${filter}`,
  );
  expect(stages.rows.length).toBeGreaterThan(0);
  expect(new Set(stages.rows.map(({ object }) => object))).toEqual(new Set(['company']));

  const big = upstream.world.companies.insert({ name: 'Acme Widgets', deal_size: 9_000 });
  upstream.world.companies.insert({ name: 'Widget Works', deal_size: 100 });
  const body = { filter: { name: 'widget', deal_size: 9_000 } };
  const companies = await upstream.ask('POST', '/leads/api/companies/list', { body });
  expect(uuids(companies.rows)).toEqual([big.uuid]);
});

it('refuses loudly what it does not know', async () => {
  await using upstream = await startUpstream();
  const refusals = [
    await upstream.ask('GET', '/flows/api/linkedin-messages?lead_uuid=x'),
    await upstream.ask('GET', '/flows/api/linkedin-messages?filter[lead_uuids][]=x'),
    await upstream.ask('GET', '/flows/api/linkedin-messages?filter[sent_at][~]=x'),
    await upstream.ask('GET', '/flows/api/linkedin-messages?filter=nonsense'),
    await upstream.ask('POST', '/leads/api/leads/search', { body: { filters: {} } }),
  ];
  expect(refusals.map(({ status, body }) => [status, Reflect.get(Object(body), 'message')])).toEqual([
    [400, 'Unknown query parameter lead_uuid.'],
    [400, 'Unknown filter key lead_uuids.'],
    [400, 'Unknown operator ~ in filter sent_at.'],
    [400, 'The filter must be a JSON object, or filter[key]=value.'],
    [400, 'Unknown body key filters.'],
  ]);
});

it('answers 422 for numbers and orders that make no sense', async () => {
  await using upstream = await startUpstream();
  const { status, body } = await upstream.ask(
    'GET',
    '/leads/api/lists?limit=0&offset=-1&order_field=colour&order_type=up',
  );
  expect(status).toBe(422);
  expect(body).toEqual({
    error: {
      reason: 'validation_error',
      message: 'The limit must be an integer of at least 1.',
      data: {
        limit: ['The limit must be an integer of at least 1.'],
        offset: ['The offset must be an integer of at least 0.'],
        order_field: ['The order field colour is invalid.'],
        order_type: ['The order type must be asc or desc.'],
      },
    },
    message: 'The limit must be an integer of at least 1.',
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
