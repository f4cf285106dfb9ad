import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What all clients together may leave unread. */
const MAX_UNREAD_BYTES = 134_217_728;
const LOOK_EVERY_MS = 250;

/**
 * Bounds the answers that wait in memory for clients that do not read. Beyond `maxBytes` connections are closed on which
 * nothing has moved since the last look, those with most to read first.
 */
export function limitUnread(server: Server, maxBytes = MAX_UNREAD_BYTES): Disposable {
  /** Bytes that had left on each connection at the last look. */
  const sent = new Map<Socket, number>();
  server.on('connection', (socket) => {
    sent.set(socket, 0);
    socket.once('close', () => sent.delete(socket));
  });
  const look = () => {
    const stalled: Socket[] = [];
    let unread = 0;
    for (const [socket, before] of sent) {
      const now = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength > 0 && now === before) stalled.push(socket);
      unread += socket.writableLength;
      sent.set(socket, now);
    }
    stalled.sort((a, b) => b.writableLength - a.writableLength);
    for (const socket of stalled) {
      if (unread <= maxBytes) return;
      unread -= socket.writableLength;
      socket.destroy();
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
