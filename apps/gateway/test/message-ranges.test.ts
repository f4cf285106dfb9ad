import { expect, it } from 'vitest';
import { asked } from './asked.ts';
import { type Stack, startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

/** The latest of the messages that `insertThreads` makes; each further one is a second older. */
const NOON = Date.parse('2026-06-01T12:00:00Z');
const secondsBefore = (seconds: number) => new Date(NOON - seconds * 1000).toISOString();

interface Messages {
  totalCount: number | null;
  nodes: { text: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const FIELDS = 'nodes { text } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

async function startWith(count: number, rangeFilters: 'honoured' | 'ignored') {
  const stack = await startStack({
    env: { UPSTREAM_REQUESTS_PER_MINUTE: '100000' },
    sandbox: { size: { leads: 0 }, dialect: { requestsPerMinute: null, rangeFilters } },
  });
  const [lead] = insertThreads(stack, [count]);
  return { stack, lead: lead?.uuid ?? '' };
}

async function ask(stack: Stack, args: string, fields = FIELDS): Promise<Messages & { requests: string[] }> {
  stack.forget();
  const { data, errors } = await stack.query<{ messages: Messages }>(`{ messages(${args}) { ${fields} } }`);
  if (!data || errors) throw new Error('No answer', { cause: errors });
  return { ...data.messages, requests: stack.upstream.map(decodeURIComponent) };
}

const places = ({ nodes }: Messages) => nodes.map(({ text }) => Number(text.split(', ')[1]));
const from = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);

it.each(['honoured', 'ignored'] as const)(
  'finds a time range by position where GetSales has such filters %s',
  async (rangeFilters) => {
    const { stack } = await startWith(3000, rangeFilters);
    await using _ = stack;
    const range = `filter: { sentAt: { lte: "${secondsBefore(1200)}", gt: "${secondsBefore(1260)}" } }`;
    const first = await ask(stack, `first: 40, ${range}`);
    expect(places(first)).toEqual(from(1200, 1240));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(first.requests.length).toBeLessThanOrEqual(9);
    expect(first.requests.filter((line) => line.includes('filter'))).toEqual([]);

    const second = await ask(stack, `first: 40, after: "${first.pageInfo.endCursor}", ${range}`);
    expect(places(second)).toEqual(from(1240, 1260));
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(second.requests).toHaveLength(1);

    const last = await ask(stack, `last: 10, ${range}`);
    expect(places(last)).toEqual(from(1250, 1260));
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect((await ask(stack, range, 'totalCount')).totalCount).toBe(60);
  },
);

it('reads what is newer than a moment from the start of the list, in one request', async () => {
  const { stack } = await startWith(300, 'ignored');
  await using _ = stack;
  const range = `filter: { sentAt: { gte: "${secondsBefore(30)}" } }`;
  const page = await ask(stack, `first: 50, ${range}`);
  expect(places(page)).toEqual(from(0, 31));
  expect(page.pageInfo.hasNextPage).toBe(false);
  expect(asked(stack)).toEqual([
    'GET /flows/api/linkedin-messages?limit=51&offset=0&order_field=sent_at&order_type=desc',
  ]);
});

it('leaves out what lies outside of a range on another field than the order', async () => {
  const { stack } = await startWith(250, 'ignored');
  await using _ = stack;
  for (const [index, { uuid }] of stack.sandbox.world.messages.all().entries()) {
    stack.sandbox.world.messages.update(uuid, { created_at: secondsBefore(index % 50) });
  }
  const range = `filter: { createdAt: { gt: "${secondsBefore(2)}" } }`;
  const page = await ask(stack, `first: 20, ${range}`, `totalCount ${FIELDS}`);
  expect(places(page)).toEqual([0, 1, 50, 51, 100, 101, 150, 151, 200, 201]);
  expect(page).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: false } });
  expect(page.requests.length).toBeLessThanOrEqual(4);
});

it('takes ranges on the messages of a lead, and on both times at once', async () => {
  const { stack, lead } = await startWith(60, 'ignored');
  await using _ = stack;
  const { data } = await stack.query<{ lead: { messages: Messages } }>(
    `{ lead(id: "${lead}") { messages(first: 5, filter: {
      sentAt: { lt: "${secondsBefore(10)}", gte: "${secondsBefore(13)}" }, createdAt: { gte: "2020-01-01T00:00:00Z" }
    }) { totalCount ${FIELDS} } } }`,
  );
  expect(data && places(data.lead.messages)).toEqual([11, 12, 13]);
  expect(data?.lead.messages.totalCount).toBe(3);
});

it('refuses the cursor of another range', async () => {
  const { stack } = await startWith(60, 'ignored');
  await using _ = stack;
  const range = (seconds: number) => `filter: { sentAt: { gte: "${secondsBefore(seconds)}" } }`;
  const { pageInfo } = await ask(stack, `first: 5, ${range(30)}`);
  stack.forget();
  const wrong = await stack.query(`{ messages(first: 5, after: "${pageInfo.endCursor}", ${range(40)}) { ${FIELDS} } }`);
  expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(stack.upstream).toEqual([]);
});

it.each([
  ['honoured', [{ status: 'DONE', count: 30 }], undefined],
  ['ignored', null, 'UPSTREAM_ERROR'],
] as const)('counts by group in a range where GetSales has it %s', async (rangeFilters, counts, code) => {
  const { stack } = await startWith(60, rangeFilters);
  await using _ = stack;
  const { messages } = stack.sandbox.world;
  for (const { uuid } of messages.all()) messages.update(uuid, { status: 'done' });
  const { data, errors } = await stack.query<{ messageCounts: object[] | null }>(
    `{ messageCounts(groupBy: STATUS, filter: { sentAt: { gt: "${secondsBefore(30)}" } }) { status count } }`,
  );
  expect(data?.messageCounts).toEqual(counts);
  expect(errors?.[0]?.extensions?.['code']).toBe(code);
});
