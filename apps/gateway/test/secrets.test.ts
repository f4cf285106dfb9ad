import { startRedis } from '@getsales-gateway/coordination';
import { expect, it } from 'vitest';
import { describeWithRedis, startRedisServer } from '../../../packages/coordination/test/redis-server.ts';
import { bytesIn, refuseSecrets, secretsOf } from './secrets.ts';
import { outcomeOf, type Sending, startSending, uuidOf } from './sending.ts';

const SECRETS = ['My dear Watson', 'a-very-secret-key', 'a-wrong-key-it-is', 'an-idempotency-key', 'Moriarty was here'];
const keys = { 'a-very-secret-key': { teamId: 31_415_926 } };

/** Reads, sends that go well, are refused and end in doubt, and callers who may not. Answers with what is stored: the UUID of what was sent. */
async function doOfEverything({ send, stack }: Sending): Promise<string> {
  const { faults } = stack.sandbox;
  const message = { text: 'My dear Watson', idempotencyKey: 'an-idempotency-key' };
  const POST = { method: 'POST', times: 1 } as const;
  await stack.query('{ leads(first: 5) { nodes { name messages(first: 1) { nodes { text } } } } leadTags { name } }');
  const sent = await send(message);
  expect(outcomeOf(sent)).toBe('sent');
  expect(outcomeOf(await send(message))).toBe('replayed');
  expect(outcomeOf(await send({ ...message, text: 'Moriarty was here' }))).toBe('IDEMPOTENCY_CONFLICT');
  faults.add({ ...POST, kind: 'status', status: 422, body: { message: 'Moriarty was here' } });
  expect(outcomeOf(await send())).toBe('BAD_USER_INPUT');
  faults.add({ ...POST, kind: 'reset' });
  expect(outcomeOf(await send({ ...message, idempotencyKey: 'an-idempotency-key-2' }))).toBe('SEND_UNCONFIRMED');
  faults.add({ kind: 'broken-json', path: '/flows/api/linkedin-messages' });
  await stack.query('{ messages(first: 5, search: "Moriarty was here") { nodes { text } } }');
  faults.add({ kind: 'status', status: 500, body: 'Moriarty was here', path: '/leads' });
  await stack.query('{ leads(first: 5) { nodes { name } } }');
  await stack.query('{ viewer { uuid } }', {}, { authorization: 'Bearer a-wrong-key-it-is' });
  await stack.query('{ viewer { uuid } }', {}, { 'team-id': '27182818' });
  await stack.post({ query: '{ leads(search: "Moriarty was here' });
  return uuidOf(sent) ?? '';
}

it('finds what it looks for', () => {
  expect(() => refuseSecrets(['secret'], { 'The log': 'a secret', 'A file': Buffer.from('') })).toThrow(
    'The log holds',
  );
  expect(() => refuseSecrets(['Zoë'], { 'The log': '', 'A file': Buffer.from('to Zoë') })).toThrow('A file holds');
});

it('logs and stores no key, no token and no text, in SQLite', async () => {
  await using sending = await startSending({ env: { LOG_LEVEL: 'trace' }, sandbox: { keys } });
  const uuid = await doOfEverything(sending);
  const { sandbox, log, dataDir } = sending.stack;
  expect(log.length).toBeGreaterThan(8);
  expect(bytesIn(dataDir).includes(uuid)).toBe(true);
  const secrets = [...SECRETS, ...secretsOf(sandbox), '31415926', '27182818', sending.thread.leadId];
  refuseSecrets(secrets, { 'The log': log.join(''), 'A file': bytesIn(dataDir) });
});

describeWithRedis('a gateway on Redis', () => {
  it('stores no key, no token and no text there', async () => {
    await using server = await startRedisServer({ args: ['--rdbcompression', 'no'] });
    const env = { LOG_LEVEL: 'trace', REDIS_URL: server.url, SMALL_COLLECTION_TTL_MS: '60000' };
    await using sending = await startSending({ env, sandbox: { keys } });
    sending.stack.sandbox.world.tags.insert({ name: 'Tagged by Moran' });
    const uuid = await doOfEverything(sending);
    await using connection = await startRedis({ url: server.url, warn() {} });
    const { redis } = connection;
    const names = await redis.keys('*');
    const values = await Promise.all(names.map((name) => redis.dumpBuffer(name)));
    const stored = Buffer.concat([Buffer.from(names.join('\n')), ...values]);
    expect(stored.includes(uuid)).toBe(true);
    // Small collections stay in the process.
    expect(names.filter((name) => !/^getsales:(sends|budget|\{replicas\})/.test(name))).toEqual([]);
    const known = [...SECRETS, ...secretsOf(sending.stack.sandbox), '31415926', sending.thread.leadId];
    refuseSecrets([...known, 'Tagged by Moran', 'created_at'], { Redis: stored });
  });
});
