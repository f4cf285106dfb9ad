import type { FaultInput } from '@getsales-gateway/sandbox';
import { expect, it } from 'vitest';
import { outcomeOf, startSending, uuidOf } from './sending.ts';

const POST = { method: 'POST', path: '/flows/api/messages', times: 1 } as const;
const NOBODY = '00000000-0000-4000-8000-000000000000';
const MINUTE_MS = 60_000;
/** A caller who is told so soon that an answer stays away has the rest of the operation's time for the read-back. */
const impatient = { env: { UPSTREAM_TIMEOUT_MS: '1000' } };

const storedButUnanswered: FaultInput[] = [
  { ...POST, kind: 'hang-after-storing' },
  { ...POST, kind: 'reset-after-storing' },
  { ...POST, kind: 'reset-mid-body' },
  { ...POST, kind: 'slow-body', ms: 30_000 },
  { ...POST, kind: 'status', status: 500, stores: true },
  { ...POST, kind: 'status', status: 408, stores: true },
  { ...POST, kind: 'html', status: 502, stores: true },
  { ...POST, kind: 'status', status: 504, stores: true },
  { ...POST, kind: 'empty' },
  { ...POST, kind: 'broken-json' },
  { ...POST, kind: 'foreign-body' },
  { ...POST, kind: 'foreign-body', body: { uuid: NOBODY, lead_uuid: NOBODY, text: 'Hello' } },
];

it.each(storedButUnanswered)('finds the message in its thread when its answer is lost: %j', async (fault) => {
  await using sending = await startSending(impatient);
  const { world, faults } = sending.stack.sandbox;
  faults.add(fault);
  const answer = await sending.send({ idempotencyKey: 'key' });
  expect(outcomeOf(answer)).toBe('sent');
  expect(uuidOf(answer)).toBe(world.messages.all()[0]?.uuid);
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
  expect(sending.stored()).toEqual(['Hello']);
  expect(sending.posts()).toBe(1);
});

const neverStored: FaultInput[] = [
  { ...POST, kind: 'hang' },
  { ...POST, kind: 'reset' },
  { ...POST, kind: 'status', status: 500 },
  { ...POST, kind: 'html', status: 502 },
  { ...POST, kind: 'empty', stores: false },
  { ...POST, kind: 'foreign-body', stores: false },
];

it.each(neverStored)(
  'posts again by the same key only after a minute has shown that nothing is there: %j',
  async (fault) => {
    await using sending = await startSending(impatient);
    const { clock, faults } = sending.stack.sandbox;
    faults.add(fault);
    const doubt = await sending.send({ idempotencyKey: 'key' });
    expect(doubt.errors?.[0]?.extensions).toEqual({ code: 'SEND_UNCONFIRMED', retryAfterMs: MINUTE_MS });

    const soon = await sending.send({ idempotencyKey: 'key' });
    expect(outcomeOf(soon)).toBe('SEND_UNCONFIRMED');
    const waitMs = Number(soon.errors?.[0]?.extensions?.['retryAfterMs']);
    expect(waitMs).toBeGreaterThan(MINUTE_MS / 2);
    expect(waitMs).toBeLessThanOrEqual(MINUTE_MS + 1_000);
    expect(sending.posts()).toBe(1);

    // The upstream's clock is told to the second.
    clock.advance(waitMs + 1_000);
    sending.stack.forget();
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
    expect(sending.stack.upstream.map((line) => line.split('?')[0])).toEqual([
      'GET /flows/api/linkedin-messages',
      'POST /flows/api/messages',
    ]);
    expect(sending.stored()).toEqual(['Hello']);
  },
);

it('finds a message that was stored late, and says that an earlier call had sent it', async () => {
  await using sending = await startSending(impatient);
  const { clock, faults } = sending.stack.sandbox;
  faults.add({ ...POST, kind: 'store-late', ms: 30_000 });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  clock.advance(30_000);
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
  expect(sending.stored()).toEqual(['Hello']);
  expect(sending.posts()).toBe(1);
});

const ALTERED = [
  { dialect: { storedText: 'rendered' }, text: 'Hi {{first_name}}' },
  { dialect: { storedText: 'escaped' }, text: 'Tom & Jerry <3' },
  { dialect: { storedText: 'cut' }, text: 'Hello, this is longer than twenty characters' },
  { dialect: { storedText: 'cleaned' }, text: 'Hello, how are you? 😀' },
  { dialect: { storedText: 'missing' }, text: 'Hello' },
  { dialect: { storedTime: 'null' }, text: 'Hello' },
  { dialect: { storedTime: 'unreadable' }, text: 'Hello' },
] as const;

it.each(ALTERED)(
  'posts nothing beside a message whose text or time is altered: $dialect',
  async ({ dialect, text }) => {
    await using sending = await startSending({ ...impatient, sandbox: { dialect } });
    const { clock, faults } = sending.stack.sandbox;
    const input = { text, idempotencyKey: 'key' };
    faults.add({ ...POST, kind: 'status', status: 500, stores: true });
    expect(outcomeOf(await sending.send(input))).toBe('SEND_UNCONFIRMED');
    for (let turn = 0; turn < 3; turn++) {
      clock.advance(MINUTE_MS + 1_000);
      const later = await sending.send(input);
      expect(later.errors?.[0]?.extensions).toEqual({ code: 'SEND_UNCONFIRMED' });
    }
    expect(sending.posts()).toBe(1);
  },
);

it.each([
  { hasMore: 'absent', total: 'absent', maxLimit: 2 },
  { orderSpelling: 'none', defaultOrderType: 'asc', maxLimit: 2 },
] as const)('finds a message on any page of its thread: %j', async (dialect) => {
  await using sending = await startSending({ ...impatient, sandbox: { dialect } });
  const { clock, faults, world } = sending.stack.sandbox;
  const { leadId: lead_uuid, senderProfileId: sender_profile_uuid } = sending.thread;
  const insert = () => world.messages.insert({ lead_uuid, sender_profile_uuid, type: 'outbox', text: 'Another' });
  for (let row = 0; row < 5; row++) insert();
  clock.advance(MINUTE_MS);
  faults.add({ ...POST, kind: 'hang' });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  world.messages.insert({ lead_uuid, sender_profile_uuid, type: 'outbox', text: 'Hello' });
  for (let row = 0; row < 5; row++) insert();
  clock.advance(MINUTE_MS + 1_000);
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
  expect(sending.posts()).toBe(1);
});

it('posts again beside messages of other sends and from before the first attempt', async () => {
  await using sending = await startSending(impatient);
  const { clock, faults } = sending.stack.sandbox;
  expect(outcomeOf(await sending.send({ idempotencyKey: 'before', text: 'Before' }))).toBe('sent');
  clock.advance(MINUTE_MS);
  faults.add({ ...POST, kind: 'hang' });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  clock.advance(MINUTE_MS + 1_000);
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
  expect(sending.stored()).toEqual(['Before', 'Hello']);
});

it('never repeats a template send by itself, and finds it when it appears', async () => {
  await using sending = await startSending(impatient);
  const { clock, faults, world } = sending.stack.sandbox;
  const input = { text: null, templateId: NOBODY, idempotencyKey: 'key' };
  faults.add({ ...POST, kind: 'store-late', ms: 3 * MINUTE_MS });
  expect(outcomeOf(await sending.send(input))).toBe('SEND_UNCONFIRMED');
  clock.advance(2 * MINUTE_MS);
  const later = await sending.send(input);
  expect(later.errors?.[0]?.extensions).toEqual({ code: 'SEND_UNCONFIRMED' });
  expect(sending.posts()).toBe(1);
  clock.advance(MINUTE_MS);
  expect(uuidOf(await sending.send(input))).toBe(world.messages.all()[0]?.uuid);
  expect(sending.posts()).toBe(1);
});

it('answers each of two keys with a message of its own when both answers are lost', async () => {
  await using sending = await startSending(impatient);
  sending.stack.sandbox.faults.add({ ...POST, kind: 'reset-after-storing', times: 2 });
  const answers = await Promise.all(['a', 'b'].map((idempotencyKey) => sending.send({ idempotencyKey })));
  expect(answers.map(outcomeOf)).toEqual(['sent', 'sent']);
  expect(new Set(answers.map(uuidOf)).size).toBe(2);
  expect(sending.stored()).toEqual(['Hello', 'Hello']);
});

it("does not take another send's message, an older one, or another lead's for the one in doubt", async () => {
  await using sending = await startSending(impatient);
  const { clock, faults, world } = sending.stack.sandbox;
  const row = { lead_uuid: sending.thread.leadId, sender_profile_uuid: sending.thread.senderProfileId, type: 'outbox' };
  world.messages.insert({ ...row, text: 'Hello' });
  clock.advance(10_000);
  expect(outcomeOf(await sending.send({ idempotencyKey: 'other' }))).toBe('sent');
  world.messages.insert({ ...row, text: 'Hello', type: 'inbox' });
  world.messages.insert({ ...row, text: 'Hello again' });
  world.messages.insert({ ...row, text: 'Hello', lead_uuid: sending.openThread().leadId });
  faults.add({ ...POST, kind: 'reset' });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
});

it.each([{ lead_uuid: NOBODY }, { sender_profile_uuid: NOBODY }, { type: 'inbox' }])(
  'ignores a thread with rows that were not asked for, and does not post again: %j',
  async (foreign) => {
    await using sending = await startSending(impatient);
    const { clock, faults, world } = sending.stack.sandbox;
    const { leadId: lead_uuid, senderProfileId: sender_profile_uuid } = sending.thread;
    const row = { lead_uuid, sender_profile_uuid, type: 'outbox', text: 'Hello' };
    const other = world.messages.insert({ ...row, ...foreign });
    faults.add({ ...POST, kind: 'reset' });
    faults.add({ kind: 'foreign-body', method: 'GET', body: { data: [other], total: 1 } });
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
    clock.advance(2 * MINUTE_MS);
    const later = await sending.send({ idempotencyKey: 'key' });
    expect(later.errors?.[0]?.extensions).toEqual({ code: 'SEND_UNCONFIRMED' });
    expect(sending.posts()).toBe(1);
  },
);

const THREAD = '/flows/api/linkedin-messages';

it.each([
  { value: null },
  { value: 'text' },
  { value: [] },
  { at: 'uuid' },
  { at: 'uuid', value: null },
  { at: 'uuid', value: 7 },
])('posts nothing beside a row of the thread that cannot be read: %j', async (odd) => {
  await using sending = await startSending(impatient);
  const { clock, faults, oddValues, world } = sending.stack.sandbox;
  // An older message of another send: without the odd row the thread would prove that nothing was stored.
  expect(outcomeOf(await sending.send({ idempotencyKey: 'before', text: 'Before' }))).toBe('sent');
  clock.advance(MINUTE_MS);
  faults.add({ ...POST, kind: 'store-late', ms: 1_000 });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  clock.advance(1_000);
  oddValues.add({ uuid: world.messages.all().at(-1)?.uuid, ...odd });
  for (let turn = 0; turn < 3; turn++) {
    clock.advance(MINUTE_MS + 1_000);
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  }
  expect(sending.posts()).toBe(2);
  oddValues.clear();
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
  expect(sending.stored()).toEqual(['Before', 'Hello']);
});

it.each([{ value: 0 }, { value: 1 }, { value: 2 }, { value: -1 }, { value: 1e9 }, { value: 'many' }, {}])(
  'finds a message on any page of its thread, whatever the total says: %j',
  async (total) => {
    await using sending = await startSending({
      ...impatient,
      sandbox: { dialect: { hasMore: 'absent', maxLimit: 2 } },
    });
    const { clock, faults, oddValues, world } = sending.stack.sandbox;
    const { leadId: lead_uuid, senderProfileId: sender_profile_uuid } = sending.thread;
    oddValues.add({ path: THREAD, at: 'total', ...total });
    faults.add({ ...POST, kind: 'store-late', ms: 1_000 });
    await sending.send({ idempotencyKey: 'key' });
    clock.advance(2_000);
    for (let row = 0; row < 5; row++) {
      world.messages.insert({ lead_uuid, sender_profile_uuid, type: 'outbox', text: 'Another' });
    }
    clock.advance(MINUTE_MS + 1_000);
    expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('replayed');
    expect(sending.posts()).toBe(1);
  },
);

it('recognises a text although the upstream changes spaces and encoding', async () => {
  await using sending = await startSending(impatient);
  const { faults, world } = sending.stack.sandbox;
  faults.add({ ...POST, kind: 'store-late', ms: 1_000 });
  await sending.send({ idempotencyKey: 'key', text: 'Hello  Zoë,\n how are you? ' });
  const { leadId: lead_uuid, senderProfileId: sender_profile_uuid } = sending.thread;
  const text = 'Hello Zoe\u0308, how are you?';
  const { uuid } = world.messages.insert({ lead_uuid, sender_profile_uuid, type: 'outbox', text });
  const again = await sending.send({ idempotencyKey: 'key', text: 'Hello  Zoë,\n how are you? ' });
  expect([outcomeOf(again), uuidOf(again)]).toEqual(['replayed', uuid]);
});

it.each([0, 24 * 60 * MINUTE_MS])(
  "goes by the upstream's clock, however far from ours it is, and that it moves by %i ms",
  async (ms) => {
    await using sending = await startSending(impatient);
    const { clock, faults } = sending.stack.sandbox;
    clock.advance(365 * 24 * 60 * MINUTE_MS);
    if (ms > 0) await sending.stack.query('{ viewer { uuid } }');
    clock.advance(ms);
    faults.add({ ...POST, kind: 'reset-after-storing' });
    expect(outcomeOf(await sending.send({ idempotencyKey: 'stored' }))).toBe('sent');
    faults.add({ ...POST, kind: 'reset' });
    expect(outcomeOf(await sending.send({ idempotencyKey: 'lost', text: 'Good-bye' }))).toBe('SEND_UNCONFIRMED');
    clock.advance(MINUTE_MS + 1_000);
    expect(outcomeOf(await sending.send({ idempotencyKey: 'lost', text: 'Good-bye' }))).toBe('sent');
    expect(sending.stored()).toEqual(['Hello', 'Good-bye']);
  },
);

it('posts again after a 429 with Retry-After', async () => {
  await using sending = await startSending();
  const headers = { 'retry-after': '1' };
  sending.stack.sandbox.faults.add({ ...POST, kind: 'status', status: 429, headers });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('sent');
  expect(sending.posts()).toBe(2);
  expect(sending.stored()).toEqual(['Hello']);
});

it('reads back what was sent without a key too, and never posts it again by itself', async () => {
  await using sending = await startSending(impatient);
  const { faults } = sending.stack.sandbox;
  faults.add({ ...POST, kind: 'reset-after-storing' });
  expect(outcomeOf(await sending.send())).toBe('sent');
  faults.add({ ...POST, kind: 'reset' });
  expect(outcomeOf(await sending.send({ text: 'Good-bye' }))).toBe('SEND_UNCONFIRMED');
  expect(sending.posts()).toBe(2);
  expect(sending.stored()).toEqual(['Hello']);
});

it('holds back other sends to a thread while one is unknown, and no sends to other threads', async () => {
  await using sending = await startSending({ env: { ...impatient.env, OPERATION_TIMEOUT_MS: '3000' } });
  sending.stack.sandbox.faults.add({ ...POST, kind: 'hang' });
  expect(outcomeOf(await sending.send({ idempotencyKey: 'key' }))).toBe('SEND_UNCONFIRMED');
  const [keyed, keyless, elsewhere] = await Promise.all([
    sending.send({ idempotencyKey: 'other', text: 'Second' }),
    sending.send({ text: 'Third' }),
    sending.send({ ...sending.openThread(), text: 'Elsewhere' }),
  ]);
  expect([keyed, keyless, elsewhere].map(outcomeOf)).toEqual(['SEND_UNCONFIRMED', 'CONFLICT', 'sent']);
  expect(sending.stored()).toEqual(['Elsewhere']);
});

it('reads a thread back with the slots that are kept for mutations', async () => {
  // Of twenty, two are kept: for the post and for the look at its thread.
  await using sending = await startSending({ env: { UPSTREAM_REQUESTS_PER_MINUTE: '20' } });
  const read = (index: number) => sending.stack.query(`{ lead(id: "${NOBODY.slice(0, -2)}${10 + index}") { uuid } }`);
  await Promise.all(Array.from({ length: 18 }, (_, index) => read(index)));
  sending.stack.sandbox.faults.add({ ...POST, kind: 'reset-after-storing' });
  expect(outcomeOf(await sending.send())).toBe('sent');
});

it('sends the next message of a thread once the outcome of the one before is known', async () => {
  await using sending = await startSending();
  sending.stack.sandbox.faults.add({ ...POST, kind: 'delay', ms: 500 });
  const answers = await Promise.all(['First', 'Second', 'Third'].map((text) => sending.send({ text })));
  expect(answers.map(outcomeOf)).toEqual(['sent', 'sent', 'sent']);
  expect(sending.stored().toSorted()).toEqual(['First', 'Second', 'Third']);
});
