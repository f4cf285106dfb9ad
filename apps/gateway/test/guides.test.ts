import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

/** The queries of a guide, by their names. */
function queriesOf(page: string): Map<string, string> {
  const text = readFileSync(new URL(`../../../docs/guides/${page}.md`, import.meta.url), 'utf8');
  const snippets = [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, query = '']) => query);
  return new Map(snippets.map((query) => [/(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '', query]));
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

it('shows e-mails beside messages, and answers by either, as the inbox guide says', async () => {
  await using stack = await startStack({ sandbox });
  const { world } = stack.sandbox;
  const queries = queriesOf('reply-inbox');
  const { uuid: senderProfileId = '' } = world.senderProfiles.all()[0] ?? {};
  const leadId = world.leads.insert({ name: 'Robin Sample', work_email: 'robin@example.com' }).uuid;
  const ask = async (name: string, variables: object) => {
    stack.forget();
    const { data, errors } = await stack.query<Record<string, Record<string, unknown>>>(
      queries.get(name) ?? '',
      variables,
    );
    expect(errors, name).toBeUndefined();
    return { data, requests: stack.upstream.length };
  };
  const body = { subject: 'Hello', body: '<p>Hello</p>' };
  const first = await ask('AnswerByEmail', { input: { leadId, senderProfileId, ...body, idempotencyKey: 'first' } });
  expect(first).toMatchObject({ data: { sendEmail: { replayed: false } }, requests: 4 });
  const inReplyToEmailId = world.emails.all().at(-1)?.uuid;
  await ask('AnswerByEmail', { input: { leadId, senderProfileId, ...body, inReplyToEmailId, idempotencyKey: 'next' } });
  const emails = await ask('Emails', { leadId });
  expect(emails.data).toMatchObject({ lead: { emails: { nodes: [{ body: body.body }, { body: body.body }] } } });
  expect(emails.requests).toBe(4);
  const answer = await ask('Answer', { leadId, senderProfileId, text: 'Hello', key: 'message' });
  expect(answer.data).toMatchObject({ sendMessage: { replayed: false }, markLeadsRead: { items: [{}] } });
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

it('enrols a list in as many requests as its guide says', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0, others: 0 } } });
  const { world } = stack.sandbox;
  const queries = queriesOf('enrol-a-list');
  const ask = async (name: string, variables: object = {}) => {
    stack.forget();
    const { data, errors } = await stack.query<Record<string, { items: { outcome: string }[] }>>(
      queries.get(name) ?? '',
      variables,
    );
    expect(errors, name).toBeUndefined();
    return { data, requests: stack.upstream.length };
  };
  const flowId = world.flows.insert({ name: 'Outreach', status: 'on' }).uuid;
  const listId = world.lists.all()[0]?.uuid;
  const leadIds = Array.from({ length: 500 }, () => world.leads.insert().uuid);
  expect((await ask('Choose')).requests).toBeLessThanOrEqual(1 + 1 + 1 + world.lists.size);
  expect((await ask('Leads', { listId })).requests).toBe(6);
  const enrolled = await ask('Enrol', { leadIds, flowId });
  expect(enrolled.requests).toBe(9);
  expect(enrolled.data?.['addLeadsToFlow']?.items.every(({ outcome }) => outcome === 'UPDATED')).toBe(true);
  const again = await ask('Enrol', { leadIds, flowId });
  expect(again.data?.['addLeadsToFlow']?.items.every(({ outcome }) => outcome === 'SKIPPED')).toBe(true);
  for (const { uuid } of world.enrolments.all().slice(0, 3)) world.enrolments.update(uuid, { status: 'failed' });
  expect((await ask('Progress', { flowId })).requests).toBe(4);
  const left = await ask('Leave', { leadIds, flowId });
  expect(left.data?.['cancelLeadsFlows']?.items.filter(({ outcome }) => outcome === 'UPDATED')).toHaveLength(497);
});
