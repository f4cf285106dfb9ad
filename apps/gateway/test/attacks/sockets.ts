import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect } from 'vitest';
import type { WebSocket } from 'ws';
import { eventually } from '../eventually.ts';
import type { Attack } from './attack.ts';
import { acknowledged, nextOf, type Target } from './target.ts';

const RECEIVED = 'subscription { messageReceived { cursor } }';

/** Opens a connection by hand, so that frames can be sent that no library sends. Nothing is read after the handshake. */
async function handshake(target: Target): Promise<Socket> {
  const head = [
    'GET /graphql HTTP/1.1',
    'Host: x',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
  ];
  const socket = await target.open(`${head.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

/** A frame with a mask of zeros. */
function frame(opcode: number, payload: Buffer | string, { first = 0x80 | opcode, isMasked = true } = {}): Buffer {
  const bytes = Buffer.from(payload);
  const long = bytes.length > 125;
  const head = Buffer.from([
    first,
    (isMasked ? 0x80 : 0) | (long ? 126 : bytes.length),
    ...(long ? [bytes.length >> 8, bytes.length & 255] : []),
  ]);
  return Buffer.concat([head, ...(isMasked ? [Buffer.alloc(4)] : []), bytes]);
}

/** A frame by which the connection ends with a code. */
const badFrame = (id: string, tries: string, bytes: Buffer, code: number): Attack => ({
  id: `socket-${id}`,
  tries,
  result: `The connection is closed with ${code}`,
  async run(target) {
    const socket = await handshake(target);
    socket.write(bytes);
    const [answer]: Buffer[] = await once(socket, 'data');
    expect([answer?.[0], answer?.readUInt16BE(2)]).toEqual([0x88, code]);
    socket.destroy();
  },
});

const closing = (id: string, tries: string, messages: object[], code: number): Attack => ({
  id: `socket-${id}`,
  tries,
  result: `The connection is closed with ${code}`,
  async run(target) {
    const socket = await target.socket();
    for (const message of messages) socket.send(JSON.stringify(message));
    const [closed] = await once(socket, 'close');
    expect(closed).toBe(code);
  },
});

async function refusedUpgrade(target: Target, headers: string[], path = '/graphql'): Promise<string> {
  return target.raw(
    `${[`GET ${path} HTTP/1.1`, 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', ...headers].join('\r\n')}\r\n\r\n`,
  );
}

const KEY = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';
const PROTOCOL = 'Sec-WebSocket-Protocol: graphql-transport-ws';

const upgrade = (id: string, tries: string, status: number, headers: string[], path?: string): Attack => ({
  id: `socket-${id}`,
  tries,
  result: String(status),
  async run(target) {
    expect(await refusedUpgrade(target, headers, path)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  },
});

/** Sends without reading until the gateway ends the connection. */
async function floodUntilClosed(target: Target, bytes: Buffer): Promise<void> {
  const socket = await handshake(target);
  socket.pause();
  const before = target.replica.vitals().memory;
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.once('close', resolve);
  socket.write(INIT);
  for (let sent = 0; sent < MAX_FLOOD && !socket.destroyed; sent += bytes.length) {
    const { promise: drained, resolve: onDrain } = Promise.withResolvers<void>();
    if (!socket.write(bytes)) {
      socket.once('drain', onDrain);
      await Promise.race([drained, closed]);
    }
  }
  expect(socket.destroyed).toBe(true);
  expect(target.replica.vitals().memory - before).toBeLessThan(MAX_GROWTH);
}

const MAX_FLOOD = 400_000_000;
const MAX_GROWTH = 120_000_000;

const flood = (id: string, tries: string, bytes: () => Buffer): Attack => ({
  id: `socket-${id}`,
  tries,
  result: 'The connection is closed; memory stays',
  run: (target) => floodUntilClosed(target, bytes()),
});

const many = (count: number, bytes: Buffer) => Buffer.concat(Array(count).fill(bytes));

const INIT = frame(1, '{"type":"connection_init"}');

/** Ends when the poller has stopped: it asks nothing for a while. */
async function untilQuiet({ sandbox }: Target): Promise<void> {
  await eventually(async () => {
    const before = sandbox.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sandbox.requests).toHaveLength(before);
  });
}

function credentials(target: Target, payload: object): Promise<WebSocket> {
  return target.socket().then((socket) => {
    socket.send(
      JSON.stringify({ type: 'connection_init', payload: { Authorization: target.keyed.authorization, ...payload } }),
    );
    return socket;
  });
}

export const SOCKETS: Attack[] = [
  upgrade('origin', 'a page of an origin that is not listed', 403, [KEY, PROTOCOL, 'Origin: https://evil.example']),
  upgrade('null-origin', 'a page without an origin', 403, [KEY, PROTOCOL, 'Origin: null']),
  upgrade('path', 'another path', 404, [KEY, PROTOCOL], '/metrics'),
  upgrade('protocol', 'another protocol', 400, [KEY, 'Sec-WebSocket-Protocol: chat']),
  upgrade('key', 'a key that is none', 400, ['Sec-WebSocket-Key: x', PROTOCOL]),
  badFrame('unmasked', 'a frame without a mask', frame(1, '{}', { isMasked: false }), 1002),
  badFrame('reserved', 'reserved bits', frame(1, '{}', { first: 0xf1 }), 1002),
  badFrame('opcode', 'an unknown opcode', frame(3, '{}'), 1002),
  badFrame('continuation', 'the continuation of nothing', frame(0, '{}'), 1002),
  badFrame('control', 'a control frame in parts', frame(9, '', { first: 0x09 }), 1002),
  badFrame('utf8', 'a text that is no UTF-8', frame(1, Buffer.from([0xff, 0xfe])), 1007),
  badFrame('length', 'a frame of 2^62 bytes', Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009),
  badFrame('compressed', 'a compressed frame, which might be a bomb', frame(1, 'x', { first: 0xc1 }), 1002),
  closing(
    'no-json',
    'a message that is no object',
    ['x'].map((x) => ({ x })),
    4400,
  ),
  closing(
    'no-init',
    'a subscription before the connection is accepted',
    [{ id: '1', type: 'subscribe', payload: { query: RECEIVED } }],
    4401,
  ),
  closing('two-inits', 'two initialisations', [{ type: 'connection_init' }, { type: 'connection_init' }], 4429),
  closing(
    'variables',
    'a text as variables',
    [{ type: 'connection_init' }, { id: '1', type: 'subscribe', payload: { query: RECEIVED, variables: 'x' } }],
    4400,
  ),
  {
    id: 'socket-same-id',
    tries: 'two subscriptions of the same id',
    result: 'The connection is closed with 4409',
    mayAsk: true,
    async run(target) {
      const socket = await acknowledged(target, { Authorization: target.keyed.authorization });
      for (let i = 0; i < 2; i++)
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: RECEIVED } }));
      expect((await once(socket, 'close'))[0]).toBe(4409);
      await untilQuiet(target);
    },
  },
  {
    id: 'socket-subscriptions',
    tries: '300 subscriptions on one connection',
    result: '`QUERY_TOO_EXPENSIVE` from the 101st on; when it closes, GetSales is asked no more',
    mayAsk: true,
    async run(target) {
      const socket = await acknowledged(target, { Authorization: target.keyed.authorization });
      const refusals: unknown[] = [];
      socket.on('message', (data) => String(data).includes('QUERY_TOO_EXPENSIVE') && refusals.push(data));
      for (let i = 0; i < 300; i++)
        socket.send(JSON.stringify({ id: `${i}`, type: 'subscribe', payload: { query: RECEIVED } }));
      await eventually(() => expect(refusals.length).toBe(200));
      socket.terminate();
      await untilQuiet(target);
    },
  },
  {
    id: 'socket-credentials',
    tries: 'line breaks and other characters in the key and the team that a client sends when it connects',
    result: 'The connection is closed with 4403',
    async run(target) {
      for (const payload of [
        { 'Team-ID': '1\r\nX-Evil: 1' },
        { 'team-id': 'ключ' },
        { Authorization: 'Bearer a\u0000b' },
        { headers: { authorization: 'Bearer ключ' } },
      ]) {
        expect(await nextOf(await credentials(target, payload))).toEqual({ closed: 4403 });
      }
    },
  },
  {
    id: 'socket-parameters',
    tries: 'parameters of odd types, and `__proto__` among them',
    result: 'Ignored: who sends no key has none',
    async run(target) {
      for (const payload of [
        '{"__proto__":{"authorization":"Bearer x"}}',
        '{"headers":"x"}',
        '{"headers":null}',
        '{"authorization":["x"]}',
        '{"headers":{"constructor":"x"}}',
      ]) {
        const socket = await target.socket();
        socket.send(`{"type":"connection_init","payload":${payload}}`);
        await nextOf(socket);
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ viewer { uuid } }' } }));
        expect(JSON.stringify(await nextOf(socket))).toContain('UNAUTHENTICATED');
        socket.terminate();
      }
    },
  },
  flood('ping-flood', 'pings whose answers are never read', () => many(20_000, frame(9, 'x'.repeat(120)))),
  flood('message-flood', 'pings of the protocol whose answers are never read', () =>
    many(5_000, frame(1, `{"type":"ping","payload":{"a":"${'x'.repeat(500)}"}}`)),
  ),
  {
    id: 'socket-silent',
    tries: '200 connections that never say who they are',
    result: 'Closed with 4408 after 5 s; others are answered meanwhile',
    async run(target) {
      const sockets = await Promise.all(Array.from({ length: 200 }, () => target.socket()));
      const closed = sockets.map((socket) => once(socket, 'close').then(([code]) => code));
      expect((await target.post({ query: '{ __typename }' })).status).toBe(200);
      expect(new Set(await Promise.all(closed))).toEqual(new Set([4408]));
    },
  },
];
