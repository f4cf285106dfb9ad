import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const CURRENT = '/id/api/users/current';

it('lets nobody in without a key that it knows', async () => {
  await using upstream = await startUpstream();
  for (const apiKey of [null, 'wrong', 'toString']) {
    const { status, body } = await upstream.ask('GET', CURRENT, { apiKey });
    expect(status).toBe(401);
    expect(body).toEqual({
      error: { reason: 'auth_exception', message: 'Unauthenticated.', data: {} },
      message: 'Unauthenticated.',
      code: 401,
    });
  }
});

it('gives each team a world of its own', async () => {
  const keys = { 'key-a': { teamId: 1 }, 'key-b': { teamId: 2 } };
  await using upstream = await startUpstream({ keys, size: { leads: 5, messages: 0 } });
  const ours = upstream
    .worldOf(1)
    .leads.all()
    .map(({ uuid }) => uuid);
  const theirs = upstream
    .worldOf(2)
    .leads.all()
    .map(({ uuid }) => uuid);
  expect(ours.filter((uuid) => theirs.includes(uuid))).toEqual([]);

  const asOther = await upstream.ask('GET', `/leads/api/leads/${ours[0]}`, { apiKey: 'key-b' });
  expect(asOther.status).toBe(404);
  const { rows } = await upstream.ask('GET', '/leads/api/leads', { apiKey: 'key-b' });
  expect(rows.map(({ team_id }) => team_id)).toEqual([2, 2, 2, 2, 2]);
});

it('lets Team-ID pick among the teams of a key, and no other', async () => {
  const keys = { 'key-a': { teamId: 1, otherTeamIds: [2] } };
  await using upstream = await startUpstream({ keys, size: { leads: 1, messages: 0 } });
  const ask = (team: string) => upstream.ask('GET', '/leads/api/leads', { headers: { 'Team-ID': team } });
  expect((await ask('2')).rows).toMatchObject([{ team_id: 2 }]);
  expect(await ask('3')).toMatchObject({ status: 403, body: { error: { reason: 'access_denied' } } });
  expect(upstream.requests.map(({ teamId }) => teamId)).toEqual([2, null]);
});

it('answers 300 requests of a key in any 60 s, and refuses the rest', async () => {
  const keys = { 'key-a': { teamId: 1 }, 'key-b': { teamId: 1 } };
  await using upstream = await startUpstream({ keys, size: { leads: 0 } });
  const ask = async (apiKey = 'key-a') => (await upstream.ask('GET', CURRENT, { apiKey })).status;
  for (let count = 0; count < 150; count++) await ask();
  upstream.clock.advance(30_000);
  for (let count = 0; count < 150; count++) expect(await ask()).toBe(200);
  expect(await ask()).toBe(429);
  expect(await ask('key-b')).toBe(200);
  upstream.clock.advance(29_999);
  expect(await ask()).toBe(429);
  upstream.clock.advance(1);
  expect(await ask()).toBe(200);
});

it('says when to come again only where its dialect does', async () => {
  await using upstream = await startUpstream({ size: { leads: 0 }, dialect: { requestsPerMinute: 1 } });
  await upstream.ask('GET', CURRENT);
  upstream.clock.advance(20_500);
  const silent = await upstream.ask('GET', CURRENT);
  expect(silent.headers.get('retry-after')).toBeNull();
  upstream.dialect.retryAfter = 'present';
  const helpful = await upstream.ask('GET', CURRENT);
  expect(helpful.headers.get('retry-after')).toBe('40');
  expect(helpful.body).toMatchObject({ error: { reason: 'too_many_requests' }, code: 429 });
});

it('tells an unknown path and method from a missing row: without a reason', async () => {
  await using upstream = await startUpstream();
  const path = await upstream.ask('GET', '/flows/api/x');
  expect(path).toMatchObject({ status: 404, body: { message: expect.stringContaining('flows/api/x') } });
  expect(path.body).not.toHaveProperty('error');
  const method = await upstream.ask('GET', '/flows/api/messages');
  expect(method.status).toBe(405);
  expect(method.headers.get('allow')).toBe('POST');
  expect([path.body, method.body]).not.toContainEqual(expect.objectContaining({ error: expect.anything() }));
});

it('dates every answer by its own clock', async () => {
  await using upstream = await startUpstream();
  upstream.clock.advance(61_000);
  for (const path of [CURRENT, '/nowhere']) {
    const { headers } = await upstream.ask('GET', path);
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 09:01:01 GMT');
  }
});

it('keeps a log that tells who asked what and how it ended', async () => {
  await using upstream = await startUpstream({ size: { leads: 1, messages: 0 } });
  const body = { filter: { q: 'nobody' } };
  await upstream.ask('GET', '/flows/api/linkedin-messages?filter%5Btype%5D=inbox&limit=1');
  await upstream.ask('POST', '/leads/api/leads/search', { body });
  await upstream.ask('GET', CURRENT, { apiKey: 'wrong' });
  expect(upstream.requests).toMatchObject([
    {
      line: 'GET /flows/api/linkedin-messages?filter[type]=inbox&limit=1',
      method: 'GET',
      path: '/flows/api/linkedin-messages',
      query: { filter: { type: 'inbox' }, limit: '1' },
      apiKey: 'sandbox-key',
      teamId: 101,
      status: 200,
    },
    { line: 'POST /leads/api/leads/search', route: '/leads/api/leads/search', body, status: 200 },
    { line: `GET ${CURRENT}`, apiKey: 'wrong', teamId: null, status: 401 },
  ]);
});
