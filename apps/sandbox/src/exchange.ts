import type { IncomingMessage, ServerResponse } from 'node:http';
import querystring from 'node:querystring';
import { type ApiKeys, authorize, bearerToken, type RateLimit } from './access.ts';
import { writeAnswer } from './answer.ts';
import { fromJson, fromQueryString, toBody, toQuery } from './call.ts';
import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { type Faults, strike } from './faults.ts';
import type { OddValues } from './odd-values.ts';
import { Refusal, toUnknownRoute } from './refusal.ts';
import { type LoggedRequest, logRequest } from './request-log.ts';
import { type Answer, isKnown, type Route } from './route.ts';
import { routes } from './routes.ts';
import type { World } from './world.ts';

/** The parts of the sandbox that every request uses. */
export interface Upstream {
  keys: ApiKeys;
  clock: Clock;
  dialect: Dialect;
  faults: Faults;
  oddValues: OddValues;
  rateLimit: RateLimit;
  requests: LoggedRequest[];
  worldOf(teamId: number): World;
}

/** One request as the router hands it over. */
export interface Incoming {
  request: IncomingMessage;
  response: ServerResponse;
  params: Record<string, string>;
  text: string;
}

/** Takes one request from arrival to answer: access, limit, faults, strictness, then the route's own work. */
export async function exchange(upstream: Upstream, incoming: Incoming, route: Route | undefined): Promise<void> {
  const { clock, dialect, faults } = upstream;
  const { response } = incoming;
  const entry = log(upstream, incoming, route);
  if (route === undefined || !isKnown(route, dialect)) {
    return writeAnswer(response, toUnknownRoute(entry.method, entry.path, routes, dialect), dialect, clock);
  }
  const refusal = admit(upstream, incoming, entry);
  if (refusal !== null) return writeAnswer(response, refusal, dialect, clock);
  const carryOut = () => handle(upstream, incoming, route, entry);
  const fault = faults.take({ ...entry, route: route.path });
  if (fault !== undefined) return strike(fault, { response, dialect, clock, carryOut });
  writeAnswer(response, carryOut(), dialect, clock);
}

/** Adds the request to the log, and its outcome when the response ends. */
function log({ requests }: Upstream, { request, response, text }: Incoming, route: Route | undefined): LoggedRequest {
  const { method = 'GET', url: target = '/' } = request;
  const entry: LoggedRequest = {
    method,
    path: target.split('?', 1)[0] ?? target,
    route: route?.path ?? null,
    query: fromQueryString(target),
    ...(text !== '' && { body: fromJson(text) ?? text }),
    line: `${method} ${querystring.unescape(target.replaceAll('+', ' '))}`,
    apiKey: bearerToken(request.headers),
    traceparent: String(request.headers['traceparent'] ?? ''),
    teamId: null,
    status: null,
    aborted: false,
  };
  response.once('finish', () => {
    entry.status = response.statusCode;
  });
  response.once('close', () => {
    entry.status = response.headersSent ? response.statusCode : null;
    entry.aborted = !response.writableFinished;
  });
  return logRequest(requests, entry);
}

/** The refusal of a request without access or over the limit; null for one that may go on. */
function admit({ keys, rateLimit }: Upstream, { request }: Incoming, entry: LoggedRequest): Answer | null {
  return refusalOf(() => {
    entry.teamId = authorize(keys, request.headers);
    rateLimit.count(entry.apiKey ?? '');
    return null;
  });
}

function handle(upstream: Upstream, { request, params, text }: Incoming, route: Route, entry: LoggedRequest): Answer {
  const { clock, dialect, oddValues, worldOf } = upstream;
  return refusalOf(() => {
    const query = toQuery(entry.query, route, dialect.strict);
    const body = toBody(text, request.headers['content-type'], route, dialect.strict);
    const answer = route.handle({ params, query, body, world: worldOf(entry.teamId ?? 0), clock, dialect });
    return 'body' in answer ? { ...answer, body: oddValues.apply(answer.body, entry.path) } : answer;
  });
}

/** The result of `attempt`, or its refusal as an answer. */
function refusalOf<T>(attempt: () => T): T | Answer {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, headers: error.headers, body: error.toBody() };
  }
}
