import { Writable } from 'node:stream';
import type { Observer } from '@getsales-gateway/api-client';
import type { StartedSandbox } from '@getsales-gateway/sandbox';
import type { GraphQLFormattedError } from 'graphql';
import { readEnv } from '../src/env.ts';
import { createLogger } from '../src/log.ts';
import { type Gateway, startGateway } from '../src/server.ts';
import { JSON_TYPE } from './adapter.ts';

export interface Answer<Data> {
  data?: Data | null;
  errors?: GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/** A gateway over real HTTP, and a client of it. */
export interface Front extends AsyncDisposable {
  readonly gateway: Gateway;
  /** The GraphQL endpoint. */
  readonly url: string;
  /** What the gateway logged, line by line. */
  readonly log: string[];
  /** POSTs one operation, with the sandbox's API key unless other headers say otherwise. */
  query<Data = Record<string, unknown>>(
    document: string,
    variables?: object,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>>;
  /** The same, as it comes over HTTP. */
  post(body: object, init?: RequestInit): Promise<Response>;
}

/** Starts a gateway on a free port before a sandbox; `env` are its variables beside the upstream's address. */
export async function startFront(
  sandbox: StartedSandbox,
  env: Record<string, string>,
  observer?: Observer,
): Promise<Front> {
  const log: string[] = [];
  const settings = readEnv({
    PORT: '0',
    SHUTDOWN_DELAY_MS: '0',
    GETSALES_API_URL: sandbox.url,
    LOG_FORMAT: 'json',
    SMALL_COLLECTION_TTL_MS: '0',
    ...env,
  });
  const gateway = await startGateway(settings, await createLogger(settings.log, linesInto(log)), observer);
  const url = `${gateway.url}/graphql`;
  const post: Front['post'] = (body, { headers, ...init } = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, authorization: `Bearer ${sandbox.apiKey}`, ...headers },
      body: JSON.stringify(body),
      ...init,
    });
  return {
    gateway,
    url,
    log,
    post,
    async query<Data>(query: string, variables?: object, headers: Record<string, string> = {}) {
      const response = await post({ query, variables }, { headers });
      return (await response.json()) as Answer<Data>;
    },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

function linesInto(lines: string[]): Writable {
  return new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
}
