import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { StartedSandbox } from '@getsales-gateway/sandbox';
import { type RawData, WebSocket } from 'ws';
import { refuseSecrets } from '../secrets.ts';
import type { Replica } from '../soak/replica.ts';

export interface Heard {
  status: number;
  headers: Headers;
  text: string;
  /** The codes of all errors. */
  codes: string[];
}

/** A gateway as a process of its own, and the ways to attack it. Every answer is searched for secrets. */
export interface Target {
  readonly url: string;
  readonly port: number;
  readonly replica: Replica;
  readonly sandbox: StartedSandbox;
  /** What it has logged since the case began. */
  readonly log: string[];
  /** A key of GetSales, as a header. */
  readonly keyed: { authorization: string };
  post(body: object | string | Buffer, headers?: Record<string, string>): Promise<Heard>;
  get(path: string, init?: RequestInit): Promise<Heard>;
  /** Sends bytes as they are. The text is all that comes until the connection is closed. */
  raw(...chunks: (string | Buffer)[]): Promise<string>;
  /** Opens a connection that the caller must destroy. */
  open(bytes: string): Promise<Socket>;
  /** Opens a WebSocket; resolves when it is open. */
  socket(headers?: Record<string, string>): Promise<WebSocket>;
}

export interface TargetOptions {
  replica: Replica;
  sandbox: StartedSandbox;
  log: string[];
  /** What no answer may hold. */
  secrets: readonly string[];
}

export function createTarget({ replica, sandbox, log, secrets }: TargetOptions): Target {
  const { url } = replica;
  const port = Number(new URL(url).port);
  const hear = async (response: Response): Promise<Heard> => {
    const answer = await response.text();
    refuseSecrets(secrets, { 'An answer': answer, 'A header': JSON.stringify([...response.headers]) });
    return { status: response.status, headers: response.headers, text: answer, codes: codesIn(answer) };
  };
  const open = async (bytes: string) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.write(bytes, 'latin1');
    return socket;
  };
  return {
    ...{ url, port, replica, sandbox, log, open },
    keyed: { authorization: `Bearer ${sandbox.apiKey}` },
    async post(body, headers = {}) {
      const bytes = Buffer.isBuffer(body)
        ? Uint8Array.from(body)
        : typeof body === 'string'
          ? body
          : JSON.stringify(body);
      const sent = { 'content-type': 'application/json', ...headers };
      return hear(await fetch(url, { method: 'POST', headers: sent, body: bytes }));
    },
    get: async (path, init) => hear(await fetch(new URL(path, url), { redirect: 'manual', ...init })),
    async raw(...chunks) {
      const socket = await open('');
      for (const chunk of chunks) socket.write(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
      const answer = await text(socket).catch(() => '');
      refuseSecrets(secrets, { 'An answer': answer });
      return answer;
    },
    async socket(headers = {}) {
      const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
      socket.on('error', () => {});
      await once(socket, 'open');
      return socket;
    },
  };
}

function codesIn(answer: string): string[] {
  if (!answer.startsWith('{')) return [];
  const { errors = [] }: { errors?: { extensions?: { code?: string } }[] } = JSON.parse(answer);
  return errors.map(({ extensions }) => extensions?.code ?? 'NONE');
}

/** The next message of a WebSocket as JSON, or how it was closed. */
export async function nextOf(socket: WebSocket): Promise<{ type?: string; payload?: unknown; closed?: number }> {
  if (socket.readyState === socket.CLOSED) return { closed: 1006 };
  const { promise, resolve } = Promise.withResolvers<{ type?: string; payload?: unknown; closed?: number }>();
  socket.once('message', (data: RawData) => resolve(JSON.parse(String(data))));
  socket.once('close', (code) => resolve({ closed: code }));
  return promise;
}

/** A WebSocket whose connection was accepted with these parameters. */
export async function acknowledged(target: Target, payload: object = {}): Promise<WebSocket> {
  const socket = await target.socket();
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  await once(socket, 'message');
  return socket;
}
