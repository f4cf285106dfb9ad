import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { eventually } from './eventually.ts';
import { listen } from './listening.ts';
import { startStack } from './stack.ts';

const RECEIVED = `subscription Received($leadId: ID, $after: String) {
  messageReceived(leadId: $leadId, after: $after) { cursor message { uuid text } }
}`;

const CHANGED = 'subscription { messageChanged { cursor message { uuid text } } }';

/** What a round asks for. */
const NEWEST =
  'GET /flows/api/linkedin-messages?limit=100&offset=0&order_field=created_at&order_type=desc&filter[type]=inbox';

const FAST = { env: { LIVE_POLL_MS: '50' }, sandbox: { size: { leads: 2, messages: 0 } } };

it('sends messages that come after the subscription, each once, in the order in which they were stored', async () => {
  await using stack = await startStack(FAST);
  const { messages, leads } = stack.sandbox.world;
  const [lead] = leads.all();
  messages.insert({ type: 'inbox', text: 'before', lead_uuid: lead?.uuid ?? null });
  await using listening = await listen(stack, RECEIVED);
  expect(stack.upstream).toHaveLength(1);
  for (const text of ['one', 'two', 'three']) {
    stack.sandbox.clock.advance(1_000);
    messages.insert({ type: 'inbox', text, lead_uuid: lead?.uuid ?? null });
    messages.insert({ type: 'outbox', text: 'of ours', lead_uuid: lead?.uuid ?? null });
  }
  await eventually(() => expect(listening.texts()).toEqual(['one', 'two', 'three']));
});

it('asks for one page a round, whatever the number of listeners, and for nothing when nobody listens', async () => {
  await using stack = await startStack({
    ...FAST,
    sandbox: { size: { leads: 0 }, dialect: { requestsPerMinute: null } },
  });
  const listeners = await Promise.all(Array.from({ length: 20 }, () => listen(stack, RECEIVED)));
  await eventually(() => expect(stack.upstream.length).toBeGreaterThan(5));
  expect(new Set(asked(stack))).toEqual(new Set([NEWEST]));
  const { sandbox } = stack;
  for (const listener of listeners) await listener[Symbol.asyncDispose]();
  sandbox.world.messages.insert({ type: 'inbox', text: 'unheard' });
  await eventually(async () => {
    const before = sandbox.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sandbox.requests).toHaveLength(before);
  });
});

it('goes on after a cursor, also at another replica, with everything since', async () => {
  await using stack = await startStack(FAST);
  await using other = await stack.startAnother();
  const { clock, world } = stack.sandbox;
  const arrive = (text: string) => {
    clock.advance(1_000);
    world.messages.insert({ type: 'inbox', text });
  };
  const first = await listen(stack, RECEIVED);
  arrive('one');
  arrive('two');
  await eventually(() => expect(first.texts()).toEqual(['one', 'two']));
  await first[Symbol.asyncDispose]();
  arrive('three');
  const after = first.cursor();
  await using second = await listen(other, RECEIVED, { variables: { after } });
  await eventually(() => expect(second.texts()).toEqual(['three']));
  arrive('four');
  await eventually(() => expect(second.texts()).toEqual(['three', 'four']));
  await using again = await listen(stack, RECEIVED, { variables: { after: second.cursor() } });
  arrive('five');
  await eventually(() => expect(again.texts()).toEqual(['five']));
});

it('sends history that was synced late when it is stored', async () => {
  await using stack = await startStack(FAST);
  await using listening = await listen(stack, RECEIVED);
  stack.sandbox.clock.advance(60_000);
  stack.sandbox.world.messages.insert({ type: 'inbox', text: 'old', sent_at: '2024-01-01T00:00:00.000000Z' });
  await eventually(() => expect(listening.texts()).toEqual(['old']));
});

it('reads what came since a cursor through the listener filter, where more came than the newest page holds', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 2, messages: 0 } } });
  const { clock, world } = stack.sandbox;
  const [one, other] = world.leads.all().map(({ uuid }) => uuid);
  const variables = { leadId: one };
  const arrive = (text: string, lead_uuid = one ?? '') => {
    clock.advance(20_000);
    world.messages.insert({ type: 'inbox', text, lead_uuid });
  };
  const first = await listen(stack, RECEIVED, { variables });
  arrive('one');
  await stack.query(
    'mutation { deleteMessage(input: { messageId: "00000000-0000-4000-8000-000000000000" }) { deletedMessageId } }',
  );
  await eventually(() => expect(first.texts()).toEqual(['one']));
  await first[Symbol.asyncDispose]();
  for (let n = 0; n < 120; n++) arrive('of another', other);
  arrive('two');
  for (let n = 0; n < 120; n++) arrive('of another', other);
  stack.forget();
  await using second = await listen(stack, RECEIVED, { variables: { ...variables, after: first.cursor() } });
  await eventually(() => expect(second.texts()).toEqual(['two']));
  expect(asked(stack)).toEqual([NEWEST, `${NEWEST}&filter[lead_uuid]=${one}`]);
});

it.each([
  ['what is no cursor', 'nonsense'],
  ['a cursor of another subscription', 'changed'],
  ['a cursor of other arguments', 'filtered'],
])('refuses %s before anything is asked', async (_name, kind) => {
  await using stack = await startStack(FAST);
  const { world } = stack.sandbox;
  const lead = world.leads.all()[0]?.uuid;
  const query = kind === 'changed' ? CHANGED : RECEIVED;
  const first = await listen(stack, query, { variables: kind === 'filtered' ? { leadId: lead } : {} });
  stack.sandbox.clock.advance(1_000);
  world.messages.insert({ type: 'inbox', text: 'one', lead_uuid: lead ?? null });
  await eventually(() => expect(first.texts()).toEqual(['one']));
  const after = kind === 'nonsense' ? kind : first.cursor();
  await first[Symbol.asyncDispose]();
  await using idle = await stack.startAnother();
  // A round that is under way ends with its gateway.
  await stack.gateway[Symbol.asyncDispose]();
  stack.forget();
  await using refused = await listen(idle, RECEIVED, { variables: { after } });
  await eventually(() => expect(refused.isComplete()).toBe(true));
  expect(refused.results).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  expect(stack.upstream).toEqual([]);
});

it('needs a key, and refuses one that the upstream refuses, also when that happens later', async () => {
  await using stack = await startStack(FAST);
  await using none = await listen(stack, RECEIVED, { headers: { authorization: '' } });
  await eventually(() =>
    expect(none.results).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]),
  );
  expect(stack.upstream).toEqual([]);
  await using listening = await listen(stack, RECEIVED);
  stack.sandbox.faults.add({ kind: 'status', status: 401 });
  await eventually(() => expect(listening.isComplete()).toBe(true));
  expect(listening.results).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
});

it('goes on when the upstream fails for a while, and says so in the log', async () => {
  await using stack = await startStack(FAST);
  await using listening = await listen(stack, RECEIVED);
  const { clock, faults, world } = stack.sandbox;
  faults.add({ kind: 'status', status: 503 });
  await eventually(() => expect(stack.log.join('')).toContain('Live: cannot read received-messages'));
  clock.advance(1_000);
  world.messages.insert({ type: 'inbox', text: 'meanwhile' });
  faults.clear();
  await eventually(() => expect(listening.texts()).toEqual(['meanwhile']));
});

it('sends each state of a message, and each change of a lead', async () => {
  await using stack = await startStack(FAST);
  const { clock, world } = stack.sandbox;
  const [lead] = world.leads.all();
  await using messages = await listen(
    stack,
    'subscription { messageChanged { cursor message { uuid status readAt text } } }',
  );
  await using leads = await listen(
    stack,
    'subscription($listId: ID) { leadChanged(listId: $listId) { cursor lead { uuid position } } }',
    {
      variables: { listId: lead?.list_uuid },
    },
  );
  clock.advance(1_000);
  const { uuid } = world.messages.insert({ status: 'new', sent_at: null, text: 'hello' });
  const states = () => messages.results.map(({ data }) => data?.['messageChanged']?.message);
  await eventually(() => expect(states()).toMatchObject([{ status: 'NEW' }]));
  // Within one second, as timestamps without a fraction are.
  world.messages.update(uuid, { status: 'failed' });
  await eventually(() => expect(states()).toMatchObject([{ status: 'NEW' }, { status: 'FAILED' }]));
  clock.advance(1_000);
  world.leads.update(lead?.uuid ?? '', { position: 'CEO', updated_at: clock.timestamp() });
  await eventually(() =>
    expect(leads.results).toMatchObject([{ data: { leadChanged: { lead: { position: 'CEO' } } } }]),
  );
});

it('forgets between events what an earlier event loaded', async () => {
  await using stack = await startStack(FAST);
  const { clock, world } = stack.sandbox;
  const [lead] = world.leads.all();
  await using listening = await listen(
    stack,
    'subscription { messageReceived { cursor message { text lead { name } } } }',
  );
  for (const name of ['First', 'Second']) {
    clock.advance(1_000);
    world.leads.update(lead?.uuid ?? '', { name });
    world.messages.insert({ type: 'inbox', text: name, lead_uuid: lead?.uuid ?? null });
    await eventually(() => expect(listening.texts()).toContain(name));
  }
  expect(listening.results.map(({ data }) => data?.['messageReceived']?.message)).toEqual([
    { text: 'First', lead: { name: 'First' } },
    { text: 'Second', lead: { name: 'Second' } },
  ]);
});

it.each(['application/json', 'multipart/mixed;subscriptionSpec=1.0, application/json'])(
  'refuses a client that accepts only %s, and says what to accept',
  async (accept) => {
    await using stack = await startStack(FAST);
    const response = await stack.post({ query: RECEIVED }, { headers: { accept } });
    expect(response.status).toBe(406);
    expect(await response.text()).toContain('text/event-stream');
    expect(stack.upstream).toEqual([]);
  },
);

it.each(['*/*', 'application/json, text/event-stream', 'text/event-stream, application/json'])(
  'streams to a client that accepts %s',
  async (accept) => {
    await using stack = await startStack(FAST);
    await using listening = await listen(stack, RECEIVED, { headers: { accept } });
    stack.sandbox.clock.advance(1_000);
    stack.sandbox.world.messages.insert({ type: 'inbox', text: 'one' });
    await eventually(() => expect(listening.texts()).toEqual(['one']));
  },
);
