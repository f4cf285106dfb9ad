import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type SandboxOptions, type StartedSandbox, startSandbox } from '@getsales-gateway/sandbox';
import type { GraphQLFormattedError } from 'graphql';
import { readEnv } from '../src/env.ts';
import { createLogger } from '../src/log.ts';
import { type Gateway, startGateway } from '../src/server.ts';

export interface StackOptions {
  /** Variables of the gateway, beside the upstream's address and a free port. */
  env?: Record<string, string>;
  sandbox?: SandboxOptions;
}

export interface Answer<Data> {
  data?: Data | null;
  errors?: GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/** A gateway before a sandbox, over real HTTP, both gone at the end of the test. */
export interface Stack extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly sandbox: StartedSandbox;
  /** The GraphQL endpoint. */
  readonly url: string;
  /** The upstream requests since the start or the last `forget`, as `GET /leads/api/leads?limit=20&offset=0`. */
  readonly upstream: string[];
  /** What the gateway logged, line by line. */
  readonly log: string[];
  /** Forgets the upstream requests so far. */
  forget(): void;
  /** POSTs one operation, with the sandbox's API key unless other headers say otherwise. */
  query<Data = Record<string, unknown>>(
    document: string,
    variables?: object,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>>;
  /** The same, as it comes over HTTP. */
  post(body: object, init?: RequestInit): Promise<Response>;
}

export async function startStack({ env = {}, sandbox: options = {} }: StackOptions = {}): Promise<Stack> {
  await using opened = new AsyncDisposableStack();
  const sandbox = opened.use(await startSandbox(options));
  const log: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'getsales-gateway-'));
  opened.defer(() => rmSync(dataDir, { recursive: true }));
  const settings = readEnv({
    PORT: '0',
    GETSALES_API_URL: sandbox.url,
    LOG_FORMAT: 'json',
    DATA_DIR: dataDir,
    SMALL_COLLECTION_TTL_MS: '0',
    ...env,
  });
  const gateway = opened.use(await startGateway(settings, await createLogger(settings.log, linesInto(log))));
  const url = `${gateway.url}/graphql`;
  const post: Stack['post'] = (body, { headers, ...init } = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.apiKey}`, ...headers },
      body: JSON.stringify(body),
      ...init,
    });
  const owned = opened.move();
  return {
    gateway,
    sandbox,
    url,
    log,
    get upstream() {
      return sandbox.requests.map(({ line }) => line);
    },
    forget() {
      sandbox.requests.length = 0;
    },
    post,
    async query<Data>(query: string, variables?: object, headers: Record<string, string> = {}) {
      const response = await post({ query, variables }, { headers });
      return (await response.json()) as Answer<Data>;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
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
