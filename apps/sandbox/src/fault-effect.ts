import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { toWire, writeAnswer, writeHead } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import type { Fault } from './faults.ts';
import { Refusal } from './refusal.ts';
import type { Answer } from './route.ts';

interface Struck {
  response: ServerResponse;
  dialect: Dialect;
  clock: Clock;
  /** Carries the request out. */
  carryOut(): Answer;
}

/** Answers a request the way the fault says, or not at all. */
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
      writeHead(response, { status: fault.status }, clock, 'text/html');
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
