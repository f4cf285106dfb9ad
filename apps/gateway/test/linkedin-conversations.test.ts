import { expect, it } from 'vitest';
import { tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };
const MESSAGES = 'GET /flows/api/linkedin-messages';
const CONVERSATIONS = 'GET /flows/api/linkedin-conversations';

const uuid = (place: number) => `00000000-0000-4000-8000-0000000000${10 + place}`;

/** Conversations with a lead each, the one with the latest message first; the last message of every other one is unread. */
function insertConversations({ sandbox: { world } }: Stack, count: number) {
  const [sender] = world.senderProfiles.all();
  return Array.from({ length: count }, (_, place) => {
    const lead = world.leads.insert({ name: `Lead ${place}` });
    const of = {
      lead_uuid: lead.uuid,
      linkedin_conversation_uuid: uuid(place),
      linkedin_account_uuid: sender?.linkedin_account_uuid ?? null,
      sender_profile_uuid: sender?.uuid ?? '',
    };
    const sent_at = (minute: number) => `2026-01-${String(28 - place)}T00:0${minute}:00.000000Z`;
    world.messages.insert({ ...of, type: 'outbox', text: 'Hello', sent_at: sent_at(0) });
    world.messages.insert({
      ...of,
      type: 'inbox',
      text: `Reply ${place}`,
      sent_at: sent_at(1),
      read_at: place % 2 === 0 ? null : sent_at(2),
    });
    return lead;
  });
}

const INBOX = `query ($filter: GetSalesLinkedinConversationFilter, $first: Int, $after: String) {
  linkedinConversations(first: $first, after: $after, filter: $filter) {
    nodes { uuid unreadCount lead { name } senderProfile { uuid } lastMessage { text } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Inbox {
  linkedinConversations: {
    nodes: { uuid: string; unreadCount: number; lead: { name: string }; senderProfile: { uuid: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const expected = (stack: Stack, places: readonly number[]) =>
  places.map((place) => ({
    uuid: uuid(place),
    unreadCount: place % 2 === 0 ? 1 : 0,
    lead: { name: `Lead ${place}` },
    senderProfile: { uuid: stack.sandbox.world.senderProfiles.all()[0]?.uuid },
    lastMessage: { text: `Reply ${place}` },
  }));

it('lists conversations with lead, last message and unread count in five requests', async () => {
  await using stack = await startStack(empty);
  insertConversations(stack, 4);
  const { data, errors } = await stack.query<Inbox>(INBOX, { first: 3 });
  expect(errors).toBeUndefined();
  expect(data?.linkedinConversations.nodes).toEqual(expected(stack, [0, 1, 2]));
  expect(data?.linkedinConversations.pageInfo.hasNextPage).toBe(true);
  expect(tally(stack)).toEqual({
    [CONVERSATIONS]: 1,
    [MESSAGES]: 2,
    'POST /leads/api/leads/search': 1,
    'GET /flows/api/sender-profiles': 1,
  });
});

it.each(['honoured', 'ignored', 'error'] as const)(
  'finds those with unread messages where the filter is %s',
  async (guessedFilters) => {
    await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { guessedFilters } } });
    insertConversations(stack, 5);
    const { data, errors } = await stack.query<Inbox>(INBOX, { filter: { unread: true } });
    expect(errors).toBeUndefined();
    expect(data?.linkedinConversations.nodes).toEqual(expected(stack, [0, 2, 4]));
    const others = await stack.query<Inbox>(INBOX, { filter: { unread: false } });
    expect(others.data?.linkedinConversations.nodes).toEqual(expected(stack, [1, 3]));
  },
);

it('reads the unread ones of a sender in a few requests, whatever their number', async () => {
  await using stack = await startStack(empty);
  insertConversations(stack, 12);
  const [sender] = stack.sandbox.world.senderProfiles.all();
  const filter = { unread: true, senderProfileId: sender?.uuid };
  const { data } = await stack.query<Inbox>(INBOX, { filter });
  expect(data?.linkedinConversations.nodes).toHaveLength(6);
  expect(tally(stack)).toEqual({
    'GET /flows/api/sender-profiles': 1,
    [CONVERSATIONS]: 1,
    [MESSAGES]: 3,
    'POST /leads/api/leads/search': 1,
  });
});

it('puts them together from the messages where the upstream has no list of them, page by page', async () => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { undocumentedPaths: 'unknown' } } });
  const leads = insertConversations(stack, 5);
  const first = await stack.query<Inbox>(INBOX, { first: 2 });
  expect(first.errors).toBeUndefined();
  expect(first.data?.linkedinConversations.nodes).toEqual(expected(stack, [0, 1]));
  const after = first.data?.linkedinConversations.pageInfo.endCursor;
  const second = await stack.query<Inbox>(INBOX, { first: 5, after });
  expect(second.data?.linkedinConversations.nodes).toEqual(expected(stack, [2, 3, 4]));
  expect(second.data?.linkedinConversations.pageInfo.hasNextPage).toBe(false);
  const unread = await stack.query<Inbox>(INBOX, { filter: { unread: true } });
  expect(unread.data?.linkedinConversations.nodes).toEqual(expected(stack, [0, 2, 4]));
  expect(tally(stack)[CONVERSATIONS]).toBe(1);
  stack.forget();
  expect(
    await stack.query('query ($id: ID!) { lead(id: $id) { conversations { nodes { uuid } totalCount } } }', {
      id: leads[3]?.uuid,
    }),
  ).toEqual({ data: { lead: { conversations: { nodes: [{ uuid: uuid(3) }], totalCount: 1 } } } });
  expect(tally(stack)).toEqual({ 'GET /leads/api/leads/{uuid}': 1, [MESSAGES]: 1 });
});

it('reads the conversations of many messages and of many leads in one request', async () => {
  await using stack = await startStack(empty);
  insertConversations(stack, 4);
  const { data, errors } = await stack.query(
    '{ messages(filter: { direction: INBOUND }) { nodes { conversation { uuid eventCount messages { totalCount } } } } }',
  );
  expect(errors).toBeUndefined();
  const of = (place: number) => ({ conversation: { uuid: uuid(place), eventCount: 2, messages: { totalCount: 2 } } });
  expect(data).toEqual({ messages: { nodes: [0, 1, 2, 3].map(of) } });
  expect(tally(stack)).toEqual({ [MESSAGES]: 2, [CONVERSATIONS]: 1 });
  stack.forget();
  expect(await stack.query('{ messages { nodes { conversation { id } } } }')).not.toHaveProperty('errors');
  expect(stack.upstream).toHaveLength(1);
  stack.forget();
  await stack.query('{ leads { nodes { conversations { nodes { lead { name } } } } } }');
  expect(tally(stack)).toEqual({ 'GET /leads/api/leads': 1, [CONVERSATIONS]: 1 });
});

it('finds one by its id, and null for one without messages', async () => {
  await using stack = await startStack(empty);
  insertConversations(stack, 2);
  const query = 'query ($id: ID!) { linkedinConversation(id: $id) { uuid eventCount } }';
  expect(await stack.query(query, { id: uuid(1) })).toEqual({
    data: { linkedinConversation: { uuid: uuid(1), eventCount: 2 } },
  });
  expect(await stack.query(query, { id: uuid(7) })).toEqual({ data: { linkedinConversation: null } });
});

it('puts the one with the latest message first, also where the list of the upstream has another order', async () => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { guessedFilters: 'ignored' } } });
  insertConversations(stack, 4);
  const first = await stack.query<Inbox>(INBOX, { first: 3 });
  expect(first.errors).toBeUndefined();
  expect(first.data?.linkedinConversations.nodes).toEqual(expected(stack, [0, 1, 2]));
  const after = first.data?.linkedinConversations.pageInfo.endCursor;
  const second = await stack.query<Inbox>(INBOX, { first: 3, after });
  expect(second.data?.linkedinConversations.nodes).toEqual(expected(stack, [3]));
});

it('shows the conversation as it is after each send of one operation', async () => {
  await using stack = await startStack(empty);
  const [lead] = insertConversations(stack, 1);
  const senderProfileId = stack.sandbox.world.senderProfiles.all()[0]?.uuid;
  const send = (text: string) => `sendMessage(input: { leadId: $lead, senderProfileId: $sender, text: "${text}" }) {
    message { lead { conversations { nodes { uuid messages { totalCount } } } } }
  }`;
  const { errors } = await stack.query(
    `mutation ($lead: ID!, $sender: ID!) { one: ${send('One')} two: ${send('Two')} }`,
    { lead: lead?.uuid, sender: senderProfileId },
  );
  expect(errors).toBeUndefined();
  expect(tally(stack)[CONVERSATIONS]).toBe(2);
});

/** Two unread conversations after the cursor. */
async function readTwo(stack: Stack, after: string | undefined): Promise<{ uuids: string[]; endCursor?: string }> {
  const { data, errors } = await stack.query<Inbox>(INBOX, { first: 2, after, filter: { unread: true } });
  expect(errors).toBeUndefined();
  const { nodes = [], pageInfo } = data?.linkedinConversations ?? {};
  return { uuids: nodes.map((node) => node.uuid), ...(pageInfo && { endCursor: pageInfo.endCursor }) };
}

it('walks the unread ones page by page, each once, while new messages arrive', async () => {
  await using stack = await startStack(empty);
  insertConversations(stack, 13);
  const seen: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 4; page++) {
    const { uuids, endCursor } = await readTwo(stack, after);
    seen.push(...uuids);
    after = endCursor;
    const sent_at = `2026-02-0${page + 1}T00:00:00.000000Z`;
    const linkedin_conversation_uuid = uuid(50 + page);
    stack.sandbox.world.messages.insert({ type: 'inbox', linkedin_conversation_uuid, read_at: null, sent_at });
  }
  expect(seen).toEqual([0, 2, 4, 6, 8, 10, 12].map(uuid));
});

it('puts the conversations of many leads together from one list of messages', async () => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { undocumentedPaths: 'unknown' } } });
  insertConversations(stack, 4);
  const { data, errors } = await stack.query<{
    leads: { nodes: { name: string; conversations: { nodes: { uuid: string }[]; totalCount: number } }[] };
  }>('{ leads { nodes { name conversations { nodes { uuid lead { name } } totalCount } } } }');
  expect(errors).toBeUndefined();
  for (const { name, conversations } of data?.leads.nodes ?? []) {
    const place = Number(name.replace('Lead ', ''));
    expect(conversations).toEqual({ nodes: [{ uuid: uuid(place), lead: { name } }], totalCount: 1 });
  }
  expect(tally(stack)).toEqual({ 'GET /leads/api/leads': 1, [CONVERSATIONS]: 1, [MESSAGES]: 1 });
});
