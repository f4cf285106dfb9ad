import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { addFault, upstreamRequests } from './sandbox-controls.ts';
import { startStack } from './stack.ts';

it('answers what is under way when it is told to stop, and exits with 0', async () => {
  await using stack = await startStack();
  await addFault(stack.upstreamUrl, { kind: 'delay', ms: 1000, path: '/leads/api/leads' });
  const answer = ask(stack.url, '{ leads { totalCount } }');
  await expect.poll(() => upstreamRequests(stack.upstreamUrl)).toHaveLength(1);

  stack.gateway.signal('SIGTERM');

  expect(await answer).toEqual({ data: { leads: { totalCount: 300 } } });
  expect(await stack.gateway.exitCode).toBe(0);
  await expect(fetch(stack.url)).rejects.toThrow();
});

it('answers every send under way when it is told to stop, and records each', async () => {
  await using stack = await startStack();
  const { data } = await ask<{ leads: { nodes: { uuid: string }[] }; senderProfiles: { nodes: { uuid: string }[] } }>(
    stack.url,
    '{ leads(first: 30) { nodes { uuid } } senderProfiles(first: 1) { nodes { uuid } } }',
  );
  const senderProfileId = data.senderProfiles.nodes[0]?.uuid;
  const sendTo = (url: string) =>
    data.leads.nodes.map(({ uuid: leadId }) => {
      const input = { leadId, senderProfileId, text: 'Good morning', idempotencyKey: leadId };
      const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { replayed message { uuid } } }';
      return ask<{ sendMessage: { replayed: boolean; message: { uuid: string } } }>(url, query, { input });
    });
  await addFault(stack.upstreamUrl, { kind: 'delay', ms: 1500, method: 'POST' });
  const answers = sendTo(stack.url);
  const posts = async () => (await upstreamRequests(stack.upstreamUrl)).filter((line) => line.startsWith('POST '));
  await expect.poll(posts, { timeout: 20_000 }).toHaveLength(30);

  stack.gateway.signal('SIGTERM');

  const first = (await Promise.all(answers)).map((answer) => answer.data.sendMessage);
  expect(first.map(({ replayed }) => replayed)).toEqual(Array(30).fill(false));
  expect(await stack.gateway.exitCode).toBe(0);
  await using successor = await stack.startAnother();
  const again = (await Promise.all(sendTo(successor.url))).map((answer) => answer.data.sendMessage);
  expect(again).toEqual(first.map(({ message }) => ({ replayed: true, message })));
  expect(await posts()).toHaveLength(30);
});

it('answers everything under way although it is told to stop several times', async () => {
  await using stack = await startStack();
  await addFault(stack.upstreamUrl, { kind: 'delay', ms: 1000, path: '/leads/api/leads' });
  const answers = Array.from({ length: 8 }, (_, index) =>
    ask(stack.url, `{ leads(first: ${index + 1}) { totalCount nodes { id } } }`),
  );
  await expect.poll(() => upstreamRequests(stack.upstreamUrl)).toHaveLength(8);

  stack.gateway.signal('SIGTERM');
  await stack.gateway.printed(/"stopping"/);
  stack.gateway.signal('SIGINT');
  stack.gateway.signal('SIGTERM');

  expect(await Promise.all(answers)).toMatchObject(Array(8).fill({ data: { leads: { totalCount: 300 } } }));
  expect(await stack.gateway.exitCode).toBe(0);
});

it('stops the sandbox with exit code 0 while it holds back an answer', async () => {
  await using stack = await startStack();
  await addFault(stack.upstreamUrl, { kind: 'hang' });
  const answer = ask(stack.url, '{ leads { totalCount } }');
  await expect.poll(() => upstreamRequests(stack.upstreamUrl)).not.toHaveLength(0);

  stack.sandbox.signal('SIGTERM');

  expect(await stack.sandbox.exitCode).toBe(0);
  expect(await answer).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
});
