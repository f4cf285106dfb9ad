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
  switch (fault.kind) {
    case 'delay':
      await sleep(fault.ms);
      return write(carryOut());
    case 'status': {
      if (fault.stores) carryOut();
      const { status, headers, body = new Refusal(status, 'Asked for by a fault.').toBody() } = fault;
      return write({ status, headers, body });
    }
    case 'reset-after-storing':
      carryOut();
      return reset(response);
    case 'reset':
      return reset(response);
    case 'hang-after-storing':
      carryOut();
      return;
    case 'hang':
      return;
    case 'store-late':
      clock.after(fault.ms, carryOut);
      if (fault.status !== undefined)
        write({ status: fault.status, body: new Refusal(fault.status, 'Timed out.').toBody() });
      return;
    case 'empty':
      if (fault.stores) carryOut();
      return write({ status: 200 });
    case 'foreign-body':
      if (fault.stores) carryOut();
      return write({ status: 200, body: fault.body });
    case 'html':
      if (fault.stores) carryOut();
      writeHead(response, { status: fault.status }, clock, 'text/html');
      response.end(`<html><head><title>${fault.status}</title></head><body><h1>nginx</h1></body></html>`);
      return;
    case 'broken-json': {
      const body = fault.stores ? toWire(carryOut(), dialect) : '{"data":[';
      writeHead(response, { status: 200 }, clock, 'application/json');
      response.end(firstHalf(body));
      return;
    }
    case 'reset-mid-body':
      return resetMidBody(response, carryOut(), dialect, clock);
    case 'slow-body':
      return writeSlowly(response, carryOut(), dialect, clock, fault.ms);
  }
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
