import { expect } from 'vitest';
import type { Attack } from './attack.ts';
import type { Heard, Target } from './target.ts';

const HEAD = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const UUID = '00000000-0000-4000-8000-000000000000';

function call(target: Target, message: unknown, headers: Record<string, string> = {}): Promise<Heard> {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return target.get('/mcp', { method: 'POST', body, headers: { ...HEAD, ...headers } });
}

const toolCall = (name: string, args: object) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: args },
});

/** A tool whose answer is an error, and by which GetSales is asked nothing. */
const refusedTool = (id: string, tries: string, name: string, args: object, isKeyed = true): Attack => ({
  id: `agent-${id}`,
  tries,
  result: 'An error; GetSales is not asked',
  async run(target) {
    const { status, text } = await call(target, toolCall(name, args), isKeyed ? target.keyed : {});
    expect(status).toBeLessThan(500);
    expect(text).toMatch(/"isError":true|"error":\{/);
  },
});

const draft = { leadId: UUID, senderProfileId: UUID, text: 'x' };

/** What agents may call at `/mcp`, where it is on. */
export const AGENTS: Attack[] = [
  {
    id: 'agent-origin',
    tries: 'a page of an origin that is not listed, at `/mcp`',
    result: '403',
    async run(target) {
      const { status } = await call(target, toolCall('read_workspace', {}), { origin: 'https://evil.example' });
      expect(status).toBe(403);
    },
  },
  {
    id: 'agent-rebinding',
    tries: 'a foreign name that leads to this machine, at `/mcp`',
    result: '403',
    on: 'open',
    async run(target) {
      const head = ['POST /mcp HTTP/1.1', 'Host: evil.example', 'Connection: close', 'Content-Length: 2'];
      expect(await target.raw(`${head.join('\r\n')}\r\n\r\n{}`)).toMatch(/^HTTP\/1\.1 403 /);
    },
  },
  {
    id: 'agent-bodies',
    tries: 'no JSON, nested lists, batches of 1,000, 2 MB, and no method',
    result: 'Refused with 4xx',
    async run(target) {
      const batch = Array.from({ length: 1_000 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'tools/list' }));
      for (const body of [
        batch,
        '',
        '{',
        '['.repeat(100_000),
        ' '.repeat(2_000_000),
        '{"jsonrpc":"2.0","id":1}',
        '{"__proto__":1}',
      ]) {
        const { status } = await call(target, body);
        expect([status, status >= 400 && status < 500]).toEqual([status, true]);
      }
    },
  },
  refusedTool('no-key', 'a tool without a key', 'search_leads', {}, false),
  refusedTool('unknown-tool', 'a tool that does not exist', 'delete_everything', {}),
  refusedTool('prototype-tool', '`__proto__` as tool', '__proto__', {}),
  refusedTool('arguments', 'arguments of other types', 'read_lead', { leadId: { $ne: null } }),
  refusedTool('path', 'path traversal in an id', 'read_lead', { id: '../../users', leadId: '../../users' }),
  refusedTool('confirmation', 'a message with a made-up confirmation', 'send_message', {
    ...draft,
    confirmation: `a.${Date.now() + 1e9}.b`,
  }),
  refusedTool('empty-confirmation', 'a message with an empty confirmation', 'send_message', {
    ...draft,
    confirmation: '',
  }),
];
