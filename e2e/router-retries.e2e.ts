import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGatewayRuntime } from '@graphql-hive/gateway';
import { expect, it } from 'vitest';
import { ask } from './ask.ts';
import { upstreamRequests } from './sandbox-controls.ts';
import { startStack } from './stack.ts';

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { replayed message { uuid } } }';

async function listen(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A load balancer that loses the first answers to mutations, once by 502 and once with the connection. */
function losingAnswers(gatewayUrl: string, seen: number[]): RequestListener {
  return async (request, response) => {
    const body = await text(request);
    const answer = await fetch(gatewayUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answered = await answer.text();
    if (!body.includes('sendMessage(')) return void response.end(answered);
    seen.push(answer.status);
    if (seen.length === 1) return void response.writeHead(502).end('Bad Gateway');
    if (seen.length === 2) return void request.socket.destroy();
    response.setHeader('content-type', 'application/json').end(answered);
  };
}

it('sends once by a key, though a router repeats mutations and their answers are lost on the way', async () => {
  await using stack = await startStack();
  const seen: number[] = [];
  await using balancer = await listen(losingAnswers(stack.url, seen));
  await using runtime = createGatewayRuntime({
    proxy: { endpoint: balancer.url },
    upstreamRetry: { maxRetries: 4, retryDelay: 50 },
    logging: false,
  });
  await using router = await listen(runtime);
  const { data } = await ask<Record<'leads' | 'senderProfiles', { nodes: { uuid: string }[] }>>(
    router.url,
    '{ leads(first: 1) { nodes { uuid } } senderProfiles(first: 1) { nodes { uuid } } }',
  );
  const [leadId, senderProfileId] = [data.leads.nodes[0]?.uuid, data.senderProfiles.nodes[0]?.uuid];
  const input = { leadId, senderProfileId, text: 'Good morning', idempotencyKey: 'key' };

  expect(await ask(router.url, SEND, { input })).toEqual({
    data: { sendMessage: { replayed: true, message: { uuid: expect.any(String) } } },
  });

  expect(seen).toEqual([200, 200, 200]);
  expect((await upstreamRequests(stack.upstreamUrl)).filter((line) => line.startsWith('POST '))).toHaveLength(1);
});
