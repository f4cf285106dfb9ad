import { expect, it } from 'vitest';
import { startUpstream, type TestUpstream } from './upstream.ts';

const SMALL = { size: { leads: 3, messages: 0 } };

const keysOf = (value: unknown) => Object.keys(Object(value));

async function firstLead(upstream: TestUpstream, query = '') {
  const { body } = await upstream.ask('GET', `/leads/api/leads?limit=1${query}`);
  const { data } = Object(body);
  return keysOf(data[0]);
}

it('wraps leads, leaves them flat, or leaves them flat when they are light', async () => {
  await using upstream = await startUpstream(SMALL);
  const light = '&disable_aggregation=true';
  const wrapped = ['lead', 'markers', 'flows', 'custom_fields'];
  expect(await firstLead(upstream)).toEqual(wrapped);
  expect(await firstLead(upstream, light)).toEqual(['lead']);
  upstream.dialect.rows = 'flat';
  expect(await firstLead(upstream)).toEqual(expect.arrayContaining(['uuid', 'markers', 'flows', 'custom_fields']));
  expect(await firstLead(upstream, light)).not.toContain('markers');
  upstream.dialect.rows = 'flat-when-light';
  expect(await firstLead(upstream)).toEqual(wrapped);
  expect(await firstLead(upstream, light)).toContain('uuid');
});

it('wraps companies as it wraps leads', async () => {
  await using upstream = await startUpstream(SMALL);
  const path = `/leads/api/companies/${upstream.world.companies.all()[0]?.uuid}`;
  expect(keysOf((await upstream.ask('GET', path)).body)).toEqual(['company']);
  upstream.dialect.rows = 'flat';
  expect(keysOf((await upstream.ask('GET', path)).body)).toContain('uuid');
});

it('puts single rows into data, or not', async () => {
  await using upstream = await startUpstream(SMALL);
  const path = '/id/api/users/current';
  expect(keysOf((await upstream.ask('GET', path)).body)).toContain('uuid');
  upstream.dialect.singleRows = 'data';
  expect(keysOf((await upstream.ask('GET', path)).body)).toEqual(['data']);
});

it('leaves numbers of a list out, caps them, or nests them', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { hasMore: 'absent', total: 'absent' } });
  const numbers = async () => {
    const answer = await upstream.ask('POST', '/leads/api/leads/search', { body: { limit: 1 } });
    const { data: _, ...rest } = Object(answer.body);
    return rest;
  };
  expect(await numbers()).toEqual({ limit: 1, offset: 0 });
  Object.assign(upstream.dialect, { total: 'capped', searchWindow: 2, hasMore: 'present' });
  expect(await numbers()).toEqual({ limit: 1, offset: 0, total: 2, has_more: true });
  Object.assign(upstream.dialect, { total: 'present', pagination: 'nested' });
  expect(await numbers()).toEqual({ pagination: { limit: 1, offset: 0, total: 3, has_more: true } });
});

it('writes UUIDs in upper case, and still knows them', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { uuidCase: 'upper' } });
  const [list] = upstream.world.lists.all();
  const { body } = await upstream.ask('GET', `/leads/api/lists/${list?.uuid.toUpperCase()}`);
  expect(body).toMatchObject({ uuid: list?.uuid.toUpperCase(), name: list?.name });
});
