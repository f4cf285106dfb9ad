import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

/** The queries of a guide, by their names. */
function queriesOf(page: string): Map<string, string> {
  const text = readFileSync(new URL(`../../../docs/guides/${page}.md`, import.meta.url), 'utf8');
  const snippets = [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, query = '']) => query);
  return new Map(snippets.map((query) => [/query (\w+)/.exec(query)?.[1] ?? '', query]));
}

const sandbox = { size: { leads: 60, messages: 600, others: 10 } };

it('reads an inbox in as many requests as its guide says', async () => {
  await using stack = await startStack({ sandbox });
  const queries = queriesOf('reply-inbox');
  const { data, errors } = await stack.query<{
    linkedinConversations: { nodes: { unreadCount: number; lastMessage: { text: string }; lead: { id: string } }[] };
  }>(queries.get('Inbox') ?? '');
  expect(errors).toBeUndefined();
  const nodes = data?.linkedinConversations.nodes ?? [];
  expect(nodes.length).toBeGreaterThan(5);
  expect(nodes.every(({ unreadCount, lastMessage }) => unreadCount > 0 && lastMessage !== null)).toBe(true);
  expect(stack.upstream.length).toBeLessThan(10);

  stack.forget();
  const thread = await stack.query(queries.get('Thread') ?? '', { leadId: stack.sandbox.world.leads.all()[0]?.uuid });
  expect(thread).not.toHaveProperty('errors');
  expect(stack.upstream.length).toBeLessThanOrEqual(9);
});

it('reports on automations in as many requests as its guide says', async () => {
  await using stack = await startStack({ sandbox });
  const queries = queriesOf('weekly-report');
  const running = stack.sandbox.world.flows.all().filter(({ status }) => status === 'on').length;
  const requestsOf = async (name: string) => {
    stack.forget();
    expect(await stack.query(queries.get(name) ?? ''), name).not.toHaveProperty('errors');
    return stack.upstream.length;
  };
  expect(running).toBeGreaterThan(2);
  expect(await requestsOf('Replies')).toBe(1 + running * 2);
  expect(await requestsOf('Funnel')).toBe(2 + running * 2);
  expect(await requestsOf('Team')).toBe(1 + 1 + 2 + 2 + 1);
});
