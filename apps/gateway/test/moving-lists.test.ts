import { expect, it } from 'vitest';
import type { Front } from './front.ts';
import { startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

interface Leads {
  nodes: { uuid: string }[];
  pageInfo: { startCursor: string; endCursor: string; hasNextPage: boolean; hasPreviousPage: boolean };
}

async function readLeads(front: Pick<Front, 'query'>, page: string, filter = ''): Promise<Leads> {
  const { data, errors } = await front.query<{ leads: Leads }>(
    `{ leads(${page} ${filter}) { nodes { uuid } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`,
  );
  if (!data || errors) throw new Error('No answer', { cause: errors });
  return data.leads;
}

it('shows every lead that stays once and in order, whichever gateway is asked, while leads come and go', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 } } });
  await using other = await stack.startAnother();
  const { leads } = stack.sandbox.world;
  const initial = insertThreads(stack, Array(120).fill(0)).map(({ uuid }) => uuid);
  const seen: string[] = [];
  let cursor = '';
  for (let turn = 0, hasNextPage = true; hasNextPage; turn++) {
    const { nodes, pageInfo } = await readLeads(turn % 2 === 0 ? stack : other, `first: 10 ${cursor}`);
    seen.push(...nodes.map(({ uuid }) => uuid));
    hasNextPage = pageInfo.hasNextPage;
    cursor = `after: "${pageInfo.endCursor}"`;
    for (let come = 0; come < 7; come++) leads.insert({ created_at: `2026-07-01T00:00:${10 + turn}Z` });
    // The cursor's own row, and one that is still to come.
    for (const uuid of [seen.at(-1), initial[initial.indexOf(seen.at(-1) ?? '') + 3]]) if (uuid) leads.remove(uuid);
  }
  const stayed = initial.filter((uuid) => leads.get(uuid) !== undefined);
  expect(seen.filter((uuid) => leads.get(uuid) !== undefined)).toEqual(stayed);
});

it('walks a search past the leads that it reaches, to the end and back, as it walks the plain list', async () => {
  await using stack = await startStack({
    env: { UPSTREAM_REQUESTS_PER_MINUTE: '1000' },
    sandbox: { size: { leads: 10_300, messages: 0 }, dialect: { requestsPerMinute: null } },
  });
  const search = 'filter: { createdAt: { gte: "2000-01-01T00:00:00Z" } }';
  const uuidsOf = ({ nodes }: Leads) => nodes.map(({ uuid }) => uuid);
  let before = '';
  let beforePlain = '';
  const ends: string[] = [];
  for (const _page of [1, 2]) {
    const found = await readLeads(stack, `last: 300 ${before}`, search);
    const plain = await readLeads(stack, `last: 300 ${beforePlain}`);
    expect(uuidsOf(found)).toEqual(uuidsOf(plain));
    ends.unshift(...uuidsOf(found));
    before = `before: "${found.pageInfo.startCursor}"`;
    beforePlain = `before: "${plain.pageInfo.startCursor}"`;
  }
  const start = await readLeads(stack, `last: 1 ${before}`, search);
  const forward = await readLeads(stack, `first: 500 after: "${start.pageInfo.endCursor}"`, search);
  const rest = await readLeads(stack, `first: 500 after: "${forward.pageInfo.endCursor}"`, search);
  expect([...uuidsOf(forward), ...uuidsOf(rest)]).toEqual(ends);
  expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });

  Object.assign(stack.sandbox.dialect, { rangeFilters: 'ignored' });
  const refused = await stack.query(`{ leads(last: 20 search: "a") { nodes { uuid } } }`);
  expect(refused.errors?.[0]).toMatchObject({
    message: expect.stringContaining('narrow the filter'),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
