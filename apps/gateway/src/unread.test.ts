import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { toUrl } from './http.ts';
import { limitUnread } from './unread.ts';

/** More than the kernel takes for one connection. */
const LARGE = Buffer.alloc(32_000_000);
const MAX_BYTES = 40_000_000;

function ask(port: number): Socket {
  const socket = connect(port, '127.0.0.1').pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return socket;
}

it('closes connections that do not read, as many as are too many, and no other', async () => {
  const open = new Set<Socket>();
  const server = createServer((_req, res) => void res.end(LARGE)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  using _limit = limitUnread(server, MAX_BYTES);
  const port = Number(new URL(toUrl(server.address(), '127.0.0.1')).port);
  const clients = [ask(port), ask(port), ask(port)];
  await expect.poll(() => open.size, { timeout: 10_000 }).toBe(1);
  const read = ask(port).resume();
  await expect.poll(() => read.bytesRead, { timeout: 10_000 }).toBeGreaterThan(LARGE.length);
  expect(open.size).toBe(2);
  for (const client of [...clients, read]) client.destroy();
  server.close();
});
