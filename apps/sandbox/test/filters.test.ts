import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const uuids = (rows: readonly { uuid?: unknown }[]) => rows.map(({ uuid }) => uuid);

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
