import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '@getsales-gateway/api-client';
import { median } from './median.ts';
import { startGateway } from './servers/gateway.ts';
import { messageRow } from './upstream/message-row.ts';

const LISTENERS = 2_000;
const EVENTS = 20;
/** Webhooks that are only timed. Each is a hint that makes the gateway read again, as fast as it may. */
const WEBHOOKS = 500;
const SECRET = 'bench-secret';
const QUERY = 'subscription { messageReceived { cursor message { id text sentAt } } }';

/** An upstream whose newest message is added by hand. */
async function startInbox(): Promise<{ url: string; server: Server; messages: Message[] }> {
  const messages = [1, 3, 5].map((place) => messageRow(1, place));
  const server = createServer((_req, res) => {
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ data: messages.slice(0, 100), total: messages.length, has_more: false }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: urlOf(server), server, messages };
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** Opens one event stream; `hear` is called for each event. */
async function listen(url: string, hear: () => void): Promise<void> {
  const headers = {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    authorization: 'Bearer bench',
  };
  const req = request(url, { method: 'POST', headers, agent: false }).end(JSON.stringify({ query: QUERY }));
  const [res] = await once(req, 'response');
  res.on('data', (chunk: Buffer) => {
    for (const _ of chunk.toString().matchAll(/^event: next$/gm)) hear();
  });
}

/** Posts a webhook; answers with how long that took, in ms. */
async function postWebhook(origin: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(new URL(`/webhooks/getsales/${SECRET}`, origin), { method: 'POST', body: '{}' });
  await answer.text();
  return performance.now() - startedAt;
}

/** Times webhooks while all listen: p50 and p99 of those that bring news to nobody. */
async function tellWebhooks(origin: string): Promise<string> {
  const times: number[] = [];
  for (let webhook = 0; webhook < WEBHOOKS; webhook++) times.push(await postWebhook(origin));
  times.sort((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((part) => times[Math.floor(part * WEBHOOKS)]?.toFixed(1));
  return `A webhook is answered within ${p50} ms (p50), ${p99} ms (p99).`;
}

/** Measures 2,000 listeners on one process: memory for each, and the time from a webhook to the last of them and to its answer. */
export async function tellListeners(): Promise<string> {
  const inbox = await startInbox();
  await using gateway = await startGateway(inbox.url, [], { MAX_CONNECTIONS: '10000', WEBHOOK_SECRET: SECRET });
  const endpoint = `${gateway.url}/graphql`;
  let heard = 0;
  await listen(endpoint, () => heard++);
  const before = (await gateway.vitals()).rss;
  for (let opened = 1; opened < LISTENERS; opened += 50) {
    const some = Math.min(50, LISTENERS - opened);
    await Promise.all(Array.from({ length: some }, () => listen(endpoint, () => heard++)));
  }
  await delay(5_000);
  const kilobytes = ((await gateway.vitals()).rss - before) / (LISTENERS - 1) / 1_024;
  const times: number[] = [];
  const answers: number[] = [];
  for (let event = 1; event <= EVENTS; event++) {
    const now = new Date().toISOString();
    inbox.messages.unshift({ ...messageRow(event + 1, 1), created_at: now, sent_at: now });
    const startedAt = performance.now();
    answers.push(await postWebhook(gateway.url));
    while (heard < event * LISTENERS) await delay(1);
    times.push(performance.now() - startedAt);
    await delay(1_500);
  }
  const webhooks = await tellWebhooks(gateway.url);
  inbox.server.closeAllConnections();
  inbox.server.close();
  const slowest = Math.max(...times);
  return (
    `${LISTENERS} listeners: ${kilobytes.toFixed(0)} kB of memory each; from a webhook to the last of them ` +
    `${median(times).toFixed(0)} ms (median of ${EVENTS}), ${slowest.toFixed(0)} ms at the most.\n` +
    `${webhooks} One that brings an event to all: ${median(answers).toFixed(1)} ms (median), ${Math.max(...answers).toFixed(1)} ms at the most.`
  );
}
