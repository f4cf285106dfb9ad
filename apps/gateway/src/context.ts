import type { IncomingMessage } from 'node:http';
import { createApiClient, type Upstream, type UpstreamCall } from '@getsales-gateway/api-client';
import type { Context } from '@getsales-gateway/schema';
import type { OperationDefinitionNode } from 'graphql';
import type { YogaInitialContext } from 'graphql-yoga';
import { type Deadline, startDeadline } from './deadline.ts';
import type { Auth, Env } from './env.ts';
import type { Logger } from './log.ts';
import { toReadPriority } from './read-priority.ts';
import type { Tally } from './tally.ts';

/** What the pipeline notes about one request, for its log line and its price. */
export interface RequestNotes {
  /** Yoga's handler for node:http puts it here. */
  req?: IncomingMessage;
  startedAt?: number;
  /** As soon as the document is read. */
  operation?: OperationDefinitionNode | undefined;
  /** Once it is executed: each upstream call, as it ends. */
  calls?: UpstreamCall[];
  deadline?: Deadline;
}

/** Binds the upstream to the caller of one GraphQL request. */
export function createContext(upstream: Upstream, { auth, operationTimeoutMs }: Env, logger: Logger, underWay: Tally) {
  const warn = (message: string) => logger.warn(message);
  const waitUntil = (work: Promise<unknown>) => void Promise.allSettled([work]).then(underWay.enter());
  return ({ request, req }: YogaInitialContext & RequestNotes): Context & RequestNotes => {
    const calls: UpstreamCall[] = [];
    const deadline = startDeadline(request.signal, operationTimeoutMs);
    const api = createApiClient({
      upstream,
      ...toCredentials(auth, request.headers),
      caller: req?.socket.remoteAddress ?? '',
      readPriority: toReadPriority(request.headers.get('priority')),
      timeLeftMs: deadline.leftMs,
      signal: deadline.signal,
      waitUntil,
      onCall: (call) => calls.push({ ...call, ms: toTenths(call.ms) }),
    });
    return { api, calls, deadline, warn };
  };
}

/** Milliseconds as a reader wants them. */
export function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function toCredentials(auth: Auth, headers: Headers) {
  if (auth.mode === 'open') return { apiKey: auth.apiKey, teamId: auth.teamId };
  return {
    apiKey: /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1],
    teamId: headers.get('team-id') ?? auth.teamId,
  };
}
