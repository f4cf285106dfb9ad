import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

/** Whatever the upstream makes of filters, however it pages and however messages are spread over leads. */

const GONE = '00000000-0000-4000-8000-00000000000';

const ORDERS = ['SENT_AT', 'CREATED_AT'].flatMap((field) =>
  ['ASC', 'DESC'].map((direction) => `{ field: ${field}, direction: ${direction} }`),
);

const dialect = fc.record({
  total: fc.constantFrom('present', 'present', 'absent'),
  hasMore: fc.constantFrom('present', 'absent'),
  maxLimit: fc.constantFrom(100, 100, 20),
  nulls: fc.constantFrom('first', 'last', 'mysql'),
  uuidCase: fc.constantFrom('lower', 'upper'),
});

/** Arguments of `messages` under a lead. */
const window = fc
  .record({
    end: fc.constantFrom('first', 'first', 'last'),
    size: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(40)),
    orderBy: fc.constantFrom(...ORDERS),
    filter: fc.constantFrom('', 'filter: { direction: INBOUND }', 'filter: { status: NEW }', 'search: ", 1"'),
  })
  .map(({ end, size, orderBy, filter }) => `${end}: ${size}, orderBy: ${orderBy}, ${filter}`);

const selection = fc.constantFrom(
  'nodes { text } totalCount pageInfo { hasNextPage hasPreviousPage }',
  'nodes { text } pageInfo { hasNextPage hasPreviousPage }',
  'nodes { text }',
  'totalCount',
);

const threads = fc.array(
  fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.integer({ min: 0, max: 150 })),
  { minLength: 2, maxLength: 30 },
);

/** Empties the world of leads and messages, and fills it anew. Some messages are queued, and some are of leads that are gone. */
function refill(stack: Stack, threads: readonly number[], strangers: number) {
  const { leads, messages } = stack.sandbox.world;
  for (const { uuid } of messages.all()) messages.remove(uuid);
  for (const { uuid } of leads.all()) leads.remove(uuid);
  const inserted = insertThreads(stack, threads);
  for (const [index, { uuid }] of messages.all().entries()) {
    if (index % 7 === 0) messages.update(uuid, { sent_at: null, status: 'new' });
  }
  for (let count = 0; count < strangers; count++) messages.insert({ lead_uuid: `${GONE}${count}` });
  return inserted;
}

function startWith(arrayFilters: 'honoured' | 'ignored' | 'first'): Promise<Stack> {
  return startStack({
    env: { UPSTREAM_REQUESTS_PER_MINUTE: '1000000' },
    sandbox: { size: { leads: 0 }, dialect: { requestsPerMinute: null, arrayFilters } },
  });
}

async function read<Data>(stack: Stack, query: string): Promise<Data & { requests: number; common: number }> {
  stack.forget();
  const { data, errors } = await stack.query<Data>(query);
  if (!data || errors) throw new Error('No answer', { cause: errors });
  const requests = stack.upstream.filter((line) => line.startsWith('GET /flows/api/linkedin-messages'));
  const common = requests.filter((line) => decodeURIComponent(line).includes('[lead_uuid][]'));
  return { ...data, requests: requests.length, common: common.length };
}

it('gives each lead what it would get alone, for one request more at the most', { timeout: 120_000 }, async () => {
  await using honoured = await startWith('honoured');
  await using ignored = await startWith('ignored');
  await using first = await startWith('first');
  const stacks = { honoured, ignored, first };
  const filters = fc.constantFrom('honoured', 'honoured', 'ignored', 'first');
  const strangers = fc.integer({ min: 0, max: 9 });
  const runs = fc.asyncProperty(filters, threads, strangers, window, selection, dialect, async (manner, ...world) => {
    const stack = stacks[manner];
    const [counts, others, args, fields, spoken] = world;
    Object.assign(stack.sandbox.dialect, spoken);
    const leads = refill(stack, counts, others);
    const together = await read<{ leads: { nodes: { messages: object }[] } }>(
      stack,
      `{ leads(first: 50) { nodes { messages(${args}) { ${fields} } } } }`,
    );
    const requestsAlone: number[] = [];
    for (const [index, { uuid }] of leads.entries()) {
      const alone = await read<{ lead: { messages: object } }>(
        stack,
        `{ lead(id: "${uuid}") { messages(${args}) { ${fields} } } }`,
      );
      expect(together.leads.nodes[index]?.messages).toEqual(alone.lead.messages);
      requestsAlone.push(alone.requests);
    }
    // Some pages take several requests one after another; each time, those of all leads are planned together.
    const rounds = Math.max(...requestsAlone);
    // Where a filter is ignored and the first windows happen to hold nobody else's messages, it is believed until one does.
    const inVain = manner === 'ignored' ? together.common : 0;
    const bound = rounds + requestsAlone.reduce((sum, requests) => sum + requests, 0);
    expect(together.requests - inVain).toBeLessThanOrEqual(bound);
  });
  await fc.assert(runs, { numRuns: 60 });
});
