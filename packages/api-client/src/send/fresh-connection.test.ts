import { expect, it } from 'vitest';
import { WINDOW } from '../../test/mock-upstream.ts';
import { startServer } from '../../test/server.ts';
import { createApiClient } from '../client.ts';
import { createUpstream } from '../upstream.ts';

it('sends each message on a connection of its own, and keeps one for reads', async () => {
  const sockets: Record<'GET' | 'POST', unknown[]> = { GET: [], POST: [] };
  await using server = await startServer((request, response) => {
    sockets[request.method === 'POST' ? 'POST' : 'GET'].push(request.socket.remotePort);
    request.resume().on('end', () => response.end('{"uuid":"m","data":[],"total":0}'));
  });
  await using upstream = createUpstream({ url: server.url, timeoutMs: 1_000 });
  const api = createApiClient({ upstream, apiKey: 'key' });
  for (let turn = 0; turn < 3; turn++) {
    await api.leads.list({ ...WINDOW, offset: turn });
    await api.messages.send({ lead_uuid: 'l', sender_profile_uuid: 's', text: 'Hello' });
  }
  expect(new Set(sockets.GET).size).toBe(1);
  expect(new Set([...sockets.POST, ...sockets.GET]).size).toBe(4);
});
