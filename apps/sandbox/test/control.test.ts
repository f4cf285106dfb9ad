import { expect, it } from 'vitest';
import { startUpstream } from './upstream.ts';

const SMALL = { size: { leads: 1, messages: 0 } };
const CURRENT = '/id/api/users/current';

it('takes faults over HTTP, lists them and drops them', async () => {
  await using upstream = await startUpstream(SMALL);
  const added = await upstream.ask('POST', '/_sandbox/faults', { body: { kind: 'html', path: CURRENT }, apiKey: null });
  expect(added).toMatchObject({ status: 201, body: { kind: 'html', status: 502, hits: 0 } });
  expect((await upstream.ask('GET', CURRENT)).status).toBe(502);
  const { body } = await upstream.ask('GET', '/_sandbox/faults');
  expect(body).toMatchObject({ faults: [{ kind: 'html', hits: 1 }] });
  expect((await upstream.ask('DELETE', '/_sandbox/faults')).status).toBe(204);
  expect((await upstream.ask('GET', CURRENT)).status).toBe(200);
});

it('says what is wrong with a fault, and keeps none', async () => {
  await using upstream = await startUpstream(SMALL);
  const answer = await upstream.ask('POST', '/_sandbox/faults', { body: { kind: 'delay', ms: 'long', pth: '/' } });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('pth');
  expect(upstream.faults.all()).toEqual([]);
});

it('shows the log over HTTP, without its own requests, and empties it', async () => {
  await using upstream = await startUpstream(SMALL);
  await upstream.ask('GET', CURRENT);
  const { body } = await upstream.ask('GET', '/_sandbox/requests');
  expect(body).toMatchObject({ count: 1, requests: [{ line: `GET ${CURRENT}`, status: 200 }] });
  await upstream.ask('DELETE', '/_sandbox/requests');
  expect(upstream.requests).toEqual([]);
});

it('changes the dialect over HTTP, wholly or not at all', async () => {
  await using upstream = await startUpstream(SMALL);
  const wrong = await upstream.ask('PATCH', '/_sandbox/dialect', { body: { rows: 'flat', total: 'never' } });
  expect(wrong.status).toBe(400);
  expect(upstream.dialect.rows).toBe('wrapped');
  const right = await upstream.ask('PATCH', '/_sandbox/dialect', { body: { rows: 'flat', total: 'absent' } });
  expect(right.body).toMatchObject({ rows: 'flat', total: 'absent', hasMore: 'present' });
  expect(upstream.dialect.total).toBe('absent');
  expect((await upstream.ask('GET', '/_sandbox/dialect')).body).toEqual(right.body);
});

it('advances the clock over HTTP', async () => {
  await using upstream = await startUpstream(SMALL);
  const { body } = await upstream.ask('POST', '/_sandbox/clock/advance', { body: { ms: 1_500 } });
  expect(body).toEqual({ now: '2026-11-23T09:00:01.500000Z' });
});

it('goes back to the start', async () => {
  await using upstream = await startUpstream({ ...SMALL, dialect: { rows: 'flat' } });
  const [lead] = upstream.world.leads.all();
  upstream.world.leads.remove(lead?.uuid ?? '');
  upstream.clock.advance(60_000);
  upstream.dialect.rows = 'wrapped';
  upstream.faults.add({ kind: 'hang' });
  expect((await upstream.ask('POST', '/_sandbox/reset')).status).toBe(204);
  expect(upstream.world.leads.all()).toEqual([lead]);
  expect(upstream.clock.timestamp()).toBe('2026-11-23T09:00:00.000000Z');
  expect(upstream.dialect.rows).toBe('flat');
  expect(upstream.faults.all()).toEqual([]);
});
