import { copyFile, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { type App, bundle, startStack } from './stack.ts';

const LEADS = `{
  leads(first: 2) { totalCount nodes { id list { name } messages(first: 1) { nodes { text } } } }
  senderProfiles(first: 1) { nodes { id } }
}`;

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { status text sentAt } } }';

interface Leads {
  leads: { totalCount: number; nodes: { id: string; list: { name: string } }[] };
  senderProfiles: { nodes: { id: string }[] };
}

it('runs both bundles, which answer a query and a mutation and print only logs', async () => {
  await using stack = await startStack();

  const { data, errors } = await ask<Leads>(stack.url, LEADS);
  expect(errors).toBeUndefined();
  expect(data.leads).toMatchObject({ totalCount: 300, nodes: [{ list: { name: expect.any(String) } }, {}] });

  const [lead, sender] = [data.leads.nodes[0]?.id, data.senderProfiles.nodes[0]?.id];
  expect(
    await ask(stack.url, SEND, { input: { leadId: lead, senderProfileId: sender, text: 'Good morning' } }),
  ).toEqual({
    data: { sendMessage: { message: { status: 'NEW', text: 'Good morning', sentAt: null } } },
  });

  expect(stack.gateway.stderr + stack.sandbox.stderr).toBe('');
  const levels = () =>
    stack.gateway.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).level);
  await expect.poll(levels).toEqual(['info', 'info', 'info']);
  expect(stack.gateway.stdout).not.toContain(stack.apiKey);
});

it('runs both bundles from an empty folder, without node_modules', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'bundles-'));
  const copy = (app: App) => join(folder.path, `${app}.mjs`);
  await Promise.all((['gateway', 'sandbox'] as const).map((app) => copyFile(bundle(app), copy(app))));

  await using stack = await startStack({ DATA_DIR: '' }, copy);

  expect(await ask(stack.url, '{ leads { totalCount } }')).toEqual({ data: { leads: { totalCount: 300 } } });
  expect(await (await fetch(stack.url, { headers: { accept: 'text/html' } })).text()).toContain('<title>GetSales');
  expect(stack.gateway.stderr + stack.sandbox.stderr).toBe('');
});

it('serves agents from the bundle', async () => {
  await using stack = await startStack({ MCP: 'true' });
  const response = await fetch(new URL('/mcp', stack.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'search_leads', arguments: { text: 'a', limit: 1 } },
    }),
  });
  expect(response.headers.get('x-upstream-requests')).toBe('1');
  expect(response.headers.get('x-upstream-remaining')).toBe('299');
  expect(await response.json()).toMatchObject({ result: { content: [{ text: expect.stringContaining('id: ') }] } });
});
