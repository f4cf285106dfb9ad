import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

interface Thread {
  totalCount: number | null;
  nodes: { text: string; sentAt: string | null; status: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const FIELDS = 'nodes { text sentAt status } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const THREAD = 'GET /flows/api/linkedin-messages';

type Nulls = 'mysql' | 'first' | 'last';

/** A lead with so many messages, of which the last two are queued and a third one has failed. */
async function startWith(count: number, nulls: Nulls = 'mysql') {
  const stack = await startStack({
    env: { UPSTREAM_REQUESTS_PER_MINUTE: '100000' },
    sandbox: { size: { leads: 0 }, dialect: { requestsPerMinute: null, nulls } },
  });
  const [lead] = insertThreads(stack, [count]);
  const unsent = [
    { text: 'queued second', status: 'new', created_at: '2026-06-03T00:00:00Z' },
    { text: 'failed', status: 'failed', created_at: '2026-06-01T00:00:00Z' },
    { text: 'queued first', status: 'in_progress', created_at: '2026-06-02T00:00:00Z' },
  ];
  for (const message of unsent)
    stack.sandbox.world.messages.insert({ ...message, lead_uuid: lead?.uuid, sent_at: null });
  return { stack, lead: lead?.uuid ?? '' };
}

async function ask(stack: Stack, lead: string, args: string, fields = FIELDS) {
  stack.forget();
  const query = `{ lead(id: "${lead}") { thread(${args}) { ${fields} } } }`;
  const { data, errors } = await stack.query<{ lead: { thread: Thread } }>(query);
  if (!data || errors) throw new Error('No answer', { cause: errors });
  const requests = stack.upstream.filter((line) => line.startsWith(THREAD));
  return { ...data.lead.thread, requests };
}

const texts = ({ nodes }: Thread) => nodes.map(({ text }) => text);
const QUEUED = ['failed', 'queued first', 'queued second'];
/** Texts of the messages that were sent, from the n-th latest one to the m-th. */
const sent = (oldest: number, latest: number) =>
  Array.from({ length: oldest - latest + 1 }, (_, index) => `Lead 0, ${oldest - index}`);

it('gives the newest messages of a thread, queued ones last, in one request', async () => {
  const { stack, lead } = await startWith(40);
  await using _ = stack;
  const newest = await ask(stack, lead, 'last: 20', `totalCount ${FIELDS}`);
  expect(texts(newest)).toEqual([...sent(16, 0), ...QUEUED]);
  expect(newest.nodes.slice(-3).map(({ sentAt }) => sentAt)).toEqual([null, null, null]);
  expect(newest).toMatchObject({ totalCount: 43, pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  expect(newest.requests).toHaveLength(1);

  const older = await ask(stack, lead, `last: 30, before: "${newest.pageInfo.startCursor}"`);
  expect(texts(older)).toEqual(sent(39, 17));
  expect(older.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
});

it('takes two requests for the newest of a thread of more than 100 messages', async () => {
  const { stack, lead } = await startWith(350);
  await using _ = stack;
  const { requests, ...newest } = await ask(stack, lead, 'last: 20');
  expect(texts(newest)).toEqual([...sent(16, 0), ...QUEUED]);
  expect(requests.map((line) => /limit=\d+&offset=\d+/.exec(line)?.[0])).toEqual([
    'limit=100&offset=0',
    'limit=27&offset=331',
  ]);
});

it.each<[Nulls, 'first' | 'last', number]>([
  ['mysql', 'first', 20],
  ['mysql', 'last', 20],
  ['first', 'last', 70],
  ['last', 'first', 70],
  ['last', 'last', 70],
])('walks a thread, where GetSales puts null %s, from its %s message, %i a page', async (nulls, end, size) => {
  const { stack, lead } = await startWith(110, nulls);
  await using _ = stack;
  const seen: string[] = [];
  for (let cursor = '', hasMore = true; hasMore; ) {
    const way = end === 'first' ? `first: ${size}, after: "${cursor}"` : `last: ${size}, before: "${cursor}"`;
    const page = await ask(stack, lead, way);
    seen.splice(end === 'first' ? seen.length : 0, 0, ...texts(page));
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    hasMore = end === 'first' ? hasNextPage : hasPreviousPage;
    cursor = (end === 'first' ? endCursor : startCursor) ?? '';
  }
  expect(seen).toEqual([...sent(109, 0), ...QUEUED]);
});

it('keeps the place of a cursor when a queued message is sent', async () => {
  const { stack, lead } = await startWith(10);
  await using _ = stack;
  const { pageInfo } = await ask(stack, lead, 'first: 12');
  const { messages } = stack.sandbox.world;
  const queued = messages.all().find(({ text }) => text === 'queued first');
  messages.update(queued?.uuid ?? '', { sent_at: '2026-06-04T00:00:00Z', status: 'done' });
  expect(texts(await ask(stack, lead, `first: 5, after: "${pageInfo.endCursor}"`))).toEqual(['queued second']);
  expect(texts(await ask(stack, lead, 'last: 3'))).toEqual(['queued first', 'failed', 'queued second']);
});

it('reads the threads of many leads together where that is cheaper', async () => {
  const stack = await startStack({ sandbox: { size: { leads: 0 } } });
  await using _ = stack;
  insertThreads(stack, [3, 3, 3, 3, 3]);
  const { data } = await stack.query<{ leads: { nodes: { thread: Thread }[] } }>(
    `{ leads(first: 5) { nodes { thread(last: 2) { ${FIELDS} } } } }`,
  );
  expect(data?.leads.nodes.map(({ thread }) => texts(thread))).toEqual(
    [0, 1, 2, 3, 4].map((lead) => [`Lead ${lead}, 1`, `Lead ${lead}, 0`]),
  );
  expect(stack.upstream.filter((line) => line.startsWith(THREAD))).toHaveLength(1);
});
