/** The published client, against the gateway. */
import { createClient, GatewayError, graphql, sendOnce, subscribe, walk } from '@getsales-gateway/client';
import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { startWire } from './broken-wire.ts';
import { eventually } from './eventually.ts';
import { type Stack, startStack } from './stack.ts';

const LeadsDocument = graphql(`
  query Leads($first: Int, $after: String) {
    leads(first: $first, after: $after) {
      edges { cursor node { uuid name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const ThreadDocument = graphql(`
  query Thread($lead: ID!, $before: String) {
    lead(id: $lead) {
      thread(last: 3, before: $before) { nodes { text } pageInfo { hasPreviousPage startCursor } }
    }
  }
`);

const SendDocument = graphql(`
  mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) { replayed message { uuid text } }
  }
`);

const RepliesDocument = graphql(`
  subscription Replies($after: String) {
    messageReceived(after: $after) { cursor message { text } }
  }
`);

const sandbox = { size: { leads: 25, messages: 0 } };
const POST = 'POST /flows/api/messages';

function clientOf({ sandbox: { apiKey } }: Stack, url: string) {
  return createClient({ url, headers: () => ({ authorization: `Bearer ${apiKey}` }) });
}

it('walks a moving list, each row once, and goes on after the row where it was left', async () => {
  await using stack = await startStack({ sandbox });
  const client = clientOf(stack, stack.url);
  const { leads } = stack.sandbox.world;
  const all = leads.all().map(({ uuid }) => uuid);
  const seen: string[] = [];
  const first = walk(client, LeadsDocument, { first: 10 });
  for await (const lead of first) {
    seen.push(lead.uuid);
    if (seen.length % 4 === 0) leads.insert({ name: 'Arrives meanwhile' });
    if (seen.length === 13) break;
  }
  for await (const lead of walk(client, LeadsDocument, { first: 10, after: first.cursor })) seen.push(lead.uuid);
  expect(seen.toSorted()).toEqual(all.toSorted());
  // Two pages, then two from the row on: 12 are left.
  expect(stack.upstream).toHaveLength(4);
});

it('walks the nodes of a document that selects them beside the cursors of its edges', async () => {
  await using stack = await startStack({ sandbox });
  const document = graphql(`query ($after: String) {
    leads(first: 10, after: $after) { nodes { uuid } edges { cursor } pageInfo { hasNextPage endCursor } }
  }`);
  const seen: string[] = [];
  const first = walk(clientOf(stack, stack.url), document);
  for await (const { uuid } of first) if (seen.push(uuid) === 7) break;
  const rest = walk(clientOf(stack, stack.url), document, { after: first.cursor ?? null });
  for await (const { uuid } of rest) seen.push(uuid);
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});

it('walks backward where the document pages by `before`', async () => {
  await using stack = await startStack({ sandbox });
  const { leads, messages } = stack.sandbox.world;
  const lead = leads.all()[0]?.uuid ?? '';
  for (let n = 1; n <= 8; n++) {
    stack.sandbox.clock.advance(1_000);
    messages.insert({ lead_uuid: lead, text: String(n), sent_at: stack.sandbox.clock.timestamp() });
  }
  const texts: (string | null)[] = [];
  for await (const { text } of walk(clientOf(stack, stack.url), ThreadDocument, { lead })) texts.push(text);
  expect(texts).toEqual(['8', '7', '6', '5', '4', '3', '2', '1']);
});

it('waits as long as RATE_LIMITED says, in the middle of a walk', async () => {
  await using stack = await startStack({ sandbox, env: { UPSTREAM_MAX_WAIT_MS: '1' } });
  const seen: string[] = [];
  for await (const lead of walk(clientOf(stack, stack.url), LeadsDocument, { first: 10 })) {
    seen.push(lead.uuid);
    if (seen.length === 10) {
      stack.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'Retry-After': '1' }, times: 1 });
    }
  }
  expect(new Set(seen).size).toBe(25);
  expect(stack.sandbox.requests.map(({ status }) => status)).toEqual([200, 429, 200, 200]);
});

it('does not wait where the answer gives no hope, and says what happened', async () => {
  await using stack = await startStack({ sandbox });
  const refused = createClient({ url: stack.url, headers: { authorization: 'Bearer wrong' } }).request(LeadsDocument);
  await expect(refused).rejects.toMatchObject({ name: 'GatewayError', code: 'UNAUTHENTICATED' });
  await expect(refused).rejects.toBeInstanceOf(GatewayError);
  expect(stack.upstream).toHaveLength(1);
  const nowhere = createClient({ url: stack.url.replace('/graphql', '/elsewhere') }).request(LeadsDocument);
  await expect(nowhere).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('repeats a send whose answer was lost with the same key, so that it is sent once', async () => {
  await using stack = await startStack({ sandbox });
  await using wire = await startWire(stack.url);
  const client = clientOf(stack, wire.url);
  const { leads, senderProfiles } = stack.sandbox.world;
  const input = {
    leadId: leads.all()[0]?.uuid ?? '',
    senderProfileId: senderProfiles.all()[0]?.uuid ?? '',
    text: 'Hello',
  };
  wire.loseNextAnswer();
  const { sendMessage } = await sendOnce(client, SendDocument, { input });
  expect(sendMessage).toMatchObject({ replayed: true, message: { text: 'Hello' } });
  expect(asked(stack).filter((line) => line.startsWith('POST'))).toEqual([POST]);

  wire.loseNextAnswer();
  await expect(client.request(SendDocument, { input })).rejects.toMatchObject({ name: 'NoAnswerError' });
  expect(asked(stack).filter((line) => line.startsWith('POST'))).toEqual([POST, POST]);
});

it('goes on with a subscription that was cut in the middle, and misses and repeats nothing', async () => {
  await using stack = await startStack({ env: { LIVE_POLL_MS: '50' }, sandbox });
  await using wire = await startWire(stack.url);
  const leaving = new AbortController();
  const texts: (string | null)[] = [];
  const opened: (string | undefined)[] = [];
  const following = (async () => {
    const options = { signal: leaving.signal, onOpen: (cursor: string | undefined) => void opened.push(cursor) };
    for await (const { message } of subscribe(clientOf(stack, wire.url), RepliesDocument, {}, options)) {
      texts.push(message.text);
    }
  })();
  const arrive = (text: string) => {
    stack.sandbox.clock.advance(1_000);
    stack.sandbox.world.messages.insert({ type: 'inbox', text });
  };
  await eventually(() => expect(opened).toEqual([undefined]));
  arrive('one');
  await eventually(() => expect(texts).toEqual(['one']));
  wire.cut();
  arrive('two');
  arrive('three');
  await eventually(() => expect(texts).toEqual(['one', 'two', 'three']));
  expect(opened).toEqual([undefined, expect.any(String)]);
  arrive('four');
  await eventually(() => expect(texts).toEqual(['one', 'two', 'three', 'four']));
  leaving.abort();
  await following;
});

it('ends a subscription that is refused', async () => {
  await using stack = await startStack({ sandbox });
  const events = subscribe(createClient({ url: stack.url }), RepliesDocument);
  await expect(events.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const cursor = subscribe(clientOf(stack, stack.url), RepliesDocument, { after: 'nonsense' });
  await expect(cursor.next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(stack.upstream).toEqual([]);
});

it('asks again for a page whose answer breaks off, and ends at once when it is told to', async () => {
  await using stack = await startStack({ sandbox });
  await using wire = await startWire(stack.url);
  const client = clientOf(stack, wire.url);
  wire.loseNextAnswer();
  expect((await client.request(LeadsDocument, { first: 3 })).leads?.edges).toHaveLength(3);
  expect(stack.upstream).toHaveLength(2);

  const leaving = new AbortController();
  stack.sandbox.faults.add({ kind: 'hang' });
  const asking = walk(client, LeadsDocument, {}, { signal: leaving.signal })[Symbol.asyncIterator]().next();
  leaving.abort(new Error('enough'));
  await expect(asking).rejects.toThrow('enough');
});
