import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';
import { insertThreads } from './threads.ts';

/** What messages under many leads cost, where the upstream takes a filter by several leads. */

const empty = { sandbox: { size: { leads: 0 } } };

interface Page {
  totalCount: number;
  nodes: { text: string }[];
}

/** Asks for leads with what `selection` names as `messages`, which comes back lead by lead. */
async function ask(stack: Stack, selection: string, first = 50): Promise<Page[]> {
  const { data, errors } = await stack.query<{ leads: { nodes: { messages: Page }[] } }>(
    `{ leads(first: ${first}) { nodes { ${selection} } } }`,
  );
  expect(errors).toBeUndefined();
  return data?.leads.nodes.map(({ messages }) => messages) ?? [];
}

/** The windows onto messages that the upstream was asked for, in that order: of how many leads, from which row, how many rows. */
function windows({ upstream }: Stack): string[] {
  const lists = upstream.filter((line) => line.startsWith('GET /flows/api/linkedin-messages?'));
  return lists.map((line) => {
    const leads = line.match(/filter\[lead_uuid\]/g)?.length;
    const [, limit, offset] = /limit=(\d+)&offset=(\d+)/.exec(line) ?? [];
    return `${leads}: ${offset}+${limit}`;
  });
}

const textsOf = (pages: Page[]) => pages.map(({ nodes }) => nodes.map(({ text }) => text));
const texts = (lead: number, turns: number[]) => turns.map((turn) => `Lead ${lead}, ${turn}`);

it('is one request where the messages of all fit one window', async () => {
  await using stack = await startStack(empty);
  insertThreads(stack, Array(50).fill(2));
  const pages = await ask(stack, 'messages(first: 5) { nodes { text } totalCount pageInfo { hasNextPage endCursor } }');
  expect(textsOf(pages)).toEqual(pages.map((_, lead) => texts(lead, [0, 1])));
  expect(pages.every(({ totalCount }) => totalCount === 2)).toBe(true);
  expect(windows(stack)).toEqual(['50: 0+100']);
});

it('is two requests for one lead with 2,000 messages among 50 with 2', async () => {
  await using stack = await startStack(empty);
  insertThreads(stack, [2_000, ...Array<number>(49).fill(2)]);
  const pages = await ask(stack, 'messages(first: 5, orderBy: { direction: ASC }) { nodes { text } }');
  expect(textsOf(pages)).toEqual(
    pages.map((_, lead) => texts(lead, lead === 0 ? [1999, 1998, 1997, 1996, 1995] : [1, 0])),
  );
  expect(windows(stack)).toEqual(['50: 0+100', '49: 0+100']);
});

it('is the common list read on, where that is fewer requests than leads', async () => {
  await using stack = await startStack(empty);
  insertThreads(stack, Array(50).fill(20));
  const pages = await ask(stack, 'messages(first: 5) { nodes { text } totalCount }');
  expect(textsOf(pages)).toEqual(pages.map((_, lead) => texts(lead, [0, 1, 2, 3, 4])));
  expect(pages.every(({ totalCount }) => totalCount === 20)).toBe(true);
  expect(windows(stack)).toEqual(Array.from({ length: 11 }, (_, index) => `50: ${index * 95}+100`));
});

it('is one request for each lead and one more, where they have much more than is wanted', async () => {
  await using stack = await startStack(empty);
  insertThreads(stack, Array(5).fill(300));
  const pages = await ask(stack, 'messages(first: 5) { nodes { text } totalCount }');
  expect(pages.every(({ totalCount }) => totalCount === 300)).toBe(true);
  expect(windows(stack)).toEqual(['5: 0+100', ...Array(5).fill('1: 0+5')]);
});

it('asks singly for a lead with many messages, once the filter is proven', async () => {
  await using stack = await startStack(empty);
  insertThreads(stack, [900, ...Array<number>(49).fill(2)]);
  await ask(stack, 'messages(first: 1) { nodes { text } }');
  stack.forget();
  const pages = await ask(stack, 'messages { totalCount }');
  expect(pages.map(({ totalCount }) => totalCount)).toEqual([900, ...Array(49).fill(2)]);
  expect(windows(stack)).toEqual(['50: 0+100', '50: 95+100', '49: 93+100', '1: 0+1']);
});

it('is the same common list for the last messages of each', async () => {
  await using stack = await startStack(empty);
  insertThreads(stack, Array(20).fill(20));
  const pages = await ask(stack, 'messages(last: 2, orderBy: { direction: ASC }) { nodes { text } }', 20);
  expect(textsOf(pages)).toEqual(pages.map((_, lead) => texts(lead, [1, 0])));
  expect(windows(stack)).toEqual(Array.from({ length: 5 }, (_, index) => `20: ${index * 95}+100`));
});

it('is one request for each list that is asked for, and for each hundred leads', async () => {
  await using stack = await startStack(empty);
  insertThreads(stack, Array(150).fill(1));
  const [first] = await ask(
    stack,
    `messages(first: 5, filter: { direction: INBOUND }) { nodes { text } }
     more: messages(first: 20, filter: { direction: INBOUND }) { nodes { text } }
     sent: messages(first: 5, filter: { direction: OUTBOUND }) { totalCount }
     oldest: messages(first: 5, orderBy: { direction: ASC }) { nodes { text } }`,
    150,
  );
  expect(first).toEqual({ nodes: [{ text: 'Lead 0, 0' }] });
  expect(windows(stack).toSorted()).toEqual([...Array(3).fill('100: 0+100'), ...Array(3).fill('50: 0+100')]);
});
