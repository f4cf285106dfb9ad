import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { toWire, writeAnswer, writeHead } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { Refusal } from './refusal.ts';
import type { Answer } from './route.ts';

const matched = {
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  /** A path template, or the beginning of a path. Left out: every path. */
  path: z.string().startsWith('/').optional(),
  /** API key of the requests. Left out: any. */
  apiKey: z.string().optional(),
  /** Number of requests that get the fault. Left out: every one until it is removed. */
  times: z.int().positive().optional(),
  /** Number of matching requests before that, which are answered normally. */
  skip: z.int().nonnegative().default(0),
};

/** Whether the request is carried out before it gets the wrong answer. */
const stores = (otherwise: boolean) => z.boolean().default(otherwise);

/** Milliseconds of real time. */
const ms = z.number().nonnegative();

const faultSchema = z.discriminatedUnion('kind', [
  /** The right answer, late. */
  z.strictObject({ ...matched, kind: z.literal('delay'), ms }),
  /** An answer with this status. Default body: the error envelope. */
  z.strictObject({
    ...matched,
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    stores: stores(false),
  }),
  /** Breaks the connection before the request is carried out. */
  z.strictObject({ ...matched, kind: z.literal('reset') }),
  /** Carries the request out, then breaks the connection without an answer. */
  z.strictObject({ ...matched, kind: z.literal('reset-after-storing') }),
  /** Breaks the connection in the middle of the body. */
  z.strictObject({ ...matched, kind: z.literal('reset-mid-body') }),
  /** Never answers, and does not carry the request out. */
  z.strictObject({ ...matched, kind: z.literal('hang') }),
  /** Carries the request out, and never answers. */
  z.strictObject({ ...matched, kind: z.literal('hang-after-storing') }),
  /** Carries the request out after `ms` of the sandbox's clock. Never answers, or answers at once with `status`, like a proxy that timed out. */
  z.strictObject({
    ...matched,
    kind: z.literal('store-late'),
    ms: z.number().nonnegative(),
    status: z.int().min(400).max(599).optional(),
  }),
  /** 200 without a body. */
  z.strictObject({ ...matched, kind: z.literal('empty'), stores: stores(true) }),
  /** 200 with the first half of the right body. */
  z.strictObject({ ...matched, kind: z.literal('broken-json'), stores: stores(true) }),
  /** A proxy's error page. */
  z.strictObject({
    ...matched,
    kind: z.literal('html'),
    status: z.int().default(502),
    headers: z.record(z.string(), z.string()).default({}),
    stores: stores(false),
  }),
  /** 200 with JSON that belongs to another request. */
  z.strictObject({
    ...matched,
    kind: z.literal('foreign-body'),
    body: z.unknown().default({ ok: true }),
    stores: stores(true),
  }),
  /** The right body, in pieces over `ms`. */
  z.strictObject({ ...matched, kind: z.literal('slow-body'), ms }),
]);

/** A fault as tests ask for it. */
export type FaultInput = z.input<typeof faultSchema>;

/** A fault that is in force. */
export type Fault = z.output<typeof faultSchema> & {
  /** Number of requests that got it. */
  hits: number;
};

/** @throws {z.ZodError} naming every key and value it does not know. */
export function parseFault(input: unknown): FaultInput {
  return faultSchema.parse(input);
}

/** The parts of a request that decide whether a fault applies. */
export interface StruckRequest {
  method: string;
  path: string;
  /** The path's template. */
  route: string;
  apiKey: string | null;
}

export interface Faults {
  /** @throws {z.ZodError} naming every key and value it does not know. */
  add(fault: FaultInput): Fault;
  all(): readonly Fault[];
  remove(fault: Fault): void;
  clear(): void;
  /** The first fault that applies to this request, and counts the hit. */
  take(struck: StruckRequest): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: { fault: Fault; toSkip: number }[] = [];

  return {
    add(input) {
      const parsed = faultSchema.parse(input);
      const fault = { ...parsed, hits: 0 };
      faults.push({ fault, toSkip: parsed.skip });
      return fault;
    },
    all: () => faults.map(({ fault }) => fault),
    remove(fault) {
      faults = faults.filter((entry) => entry.fault !== fault);
    },
    clear() {
      faults = [];
    },
    take(struck) {
      const due = faults.filter(({ fault }) => isDue(fault) && concerns(fault, struck));
      const match = due.find((entry) => entry.toSkip-- <= 0);
      if (match !== undefined) match.fault.hits++;
      return match?.fault;
    },
  };
}

function isDue({ times = Number.POSITIVE_INFINITY, hits }: Fault): boolean {
  return hits < times;
}

function concerns(fault: Fault, { method, path, route, apiKey }: StruckRequest): boolean {
  if (fault.apiKey !== undefined && fault.apiKey !== apiKey) return false;
  if (fault.method !== undefined && fault.method !== method) return false;
  return fault.path === undefined || fault.path === route || path.startsWith(fault.path);
}

interface Struck {
  response: ServerResponse;
  dialect: Dialect;
  clock: Clock;
  /** Carries the request out. */
  carryOut(): Answer;
}

/** Answers a request as the fault says, or not at all. */
export async function strike(fault: Fault, { response, dialect, clock, carryOut }: Struck): Promise<void> {
  const write = (answer: Answer) => writeAnswer(response, answer, dialect, clock);
  const stores = 'stores' in fault ? fault.stores : fault.kind.endsWith('-after-storing');
  const stored = stores ? carryOut() : null;
  switch (fault.kind) {
    case 'delay':
      await sleep(fault.ms);
      return write(carryOut());
    case 'status':
      return write({ status: fault.status, headers: fault.headers, body: fault.body ?? toErrorBody(fault.status) });
    case 'reset':
    case 'reset-after-storing':
      return reset(response);
    case 'hang':
    case 'hang-after-storing':
      return;
    case 'store-late':
      clock.after(fault.ms, carryOut);
      if (fault.status !== undefined) write({ status: fault.status, body: toErrorBody(fault.status) });
      return;
    case 'empty':
      return write({ status: 200 });
    case 'foreign-body':
      return write({ status: 200, body: fault.body });
    case 'html':
      writeHead(response, { status: fault.status, headers: fault.headers }, clock, 'text/html');
      response.end(`<html><head><title>${fault.status}</title></head><body><h1>nginx</h1></body></html>`);
      return;
    case 'broken-json':
      writeHead(response, { status: 200 }, clock, 'application/json');
      response.end(stored === null ? '{"data":[' : firstHalf(toWire(stored, dialect)));
      return;
    case 'reset-mid-body':
      return resetMidBody(response, carryOut(), dialect, clock);
    case 'slow-body':
      return writeSlowly(response, carryOut(), dialect, clock, fault.ms);
  }
}

function toErrorBody(status: number): object {
  return new Refusal(status, 'Asked for by a fault.').toBody();
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function resetMidBody(response: ServerResponse, answer: Answer, dialect: Dialect, clock: Clock): void {
  const body = toWire(answer, dialect) ?? '';
  const headers = { 'content-length': String(Buffer.byteLength(body)) };
  writeHead(response, { ...answer, headers }, clock, 'application/json');
  response.write(firstHalf(body), () => reset(response));
}

async function writeSlowly(
  response: ServerResponse,
  answer: Answer,
  dialect: Dialect,
  clock: Clock,
  ms: number,
): Promise<void> {
  const body = toWire(answer, dialect) ?? '';
  const pieces = 10;
  const size = Math.ceil(body.length / pieces);
  writeHead(response, answer, clock, 'application/json');
  for (let piece = 0; piece < pieces && !response.destroyed; piece++) {
    response.write(body.slice(piece * size, (piece + 1) * size));
    await sleep(ms / pieces);
  }
  response.end();
}

function firstHalf(body = ''): string {
  return body.slice(0, Math.ceil(body.length / 2));
}
