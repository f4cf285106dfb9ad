import { existsSync } from 'node:fs';
import type { BlockList } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Auth, authFaults, authVariables, toAuth } from './access/auth.ts';
import {
  headerValue,
  httpUrl,
  MAX_TIMER_MS,
  milliseconds,
  namePrefix,
  networks,
  oneOf,
  origin,
  proxyUrl,
  redisUrl,
  splitList,
  wholeNumber,
  workerCount,
} from './env-value.ts';
import { readSecretFiles, SECRETS } from './secret-files.ts';
import { manifestFile, type TrustedDocuments } from './trusted-documents.ts';

/** The configuration of one gateway, checked. */
export interface Env {
  host: string;
  port: number;
  /** Processes that share the port. */
  workers: number;
  /** Port of the metrics. Undefined: they are on `port`, for callers on this machine. */
  metricsPort: number | undefined;
  /** Connections open at the same time. */
  maxConnections: number;
  /** How long an idle connection stays open. */
  keepAliveMs: number;
  /** How long a stop goes on serving while it is not ready, so that load balancers notice. */
  shutdownDelayMs: number;
  auth: Auth;
  /** Secret of the router's signatures. Undefined: requests need no signature. */
  routerSecret: string | undefined;
  documents: TrustedDocuments | undefined;
  hasIntrospection: boolean;
  hasGraphiQL: boolean;
  /** Whether agents may call at `/mcp`. */
  hasMcp: boolean;
  /** Proxies whose `X-Forwarded-For` is trusted. */
  trustedProxies: BlockList;
  upstream: { url: string; timeoutMs: number; maxWaitMs: number; smallCollectionTtlMs: number };
  coordination: Coordination;
  /** The longest pause between two reads for subscriptions. */
  livePollMs: number;
  /** Part of the path of GetSales' webhooks. Undefined: the path does not exist. */
  webhookSecret: string | undefined;
  /** Time limit of one operation. */
  operationTimeoutMs: number;
  limits: {
    bodyBytes: number;
    /** Of a request that brings files. */
    uploadBytes: number;
    depth: number;
    aliases: number;
    tokens: number;
    answerRows: number;
    upstreamCost: number;
  };
  /** Origins that browsers may call from, besides the gateway's own. */
  corsOrigins: string[];
  /** Prefix of the names of types and root fields. */
  namePrefix: string | undefined;
  /** Whether a caller may ask what an answer cost upstream. */
  explainUpstream: boolean;
  /** Where traces are sent. Undefined: traces are off. */
  traces: { endpoint: string; protocol: 'http/protobuf' | 'http/json' } | undefined;
  log: { level: string; format: 'json' | 'pretty' };
}

/** State beyond one request: in Redis for all replicas, or in this process and a file of its own. */
export interface Coordination {
  requestsPerMinute: number;
  redisUrl: string | undefined;
  dataDir: string;
}

/** Every fault of the environment, by variable and expectation, without values. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly faults: readonly string[];

  constructor(faults: string[]) {
    const sorted = faults.toSorted();
    super(['The gateway cannot start with these settings:', ...sorted].join('\n  '));
    this.faults = sorted;
  }
}

/** What a send may take whose answer reads lead and sender, however small the budget. */
const MIN_DEFAULT_COST = 10;

/** Load balancers probe every few seconds. */
const SHUTDOWN_DELAY_MS = 5_000;

const variables = z.object({
  ...authVariables,
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4000),
  WORKERS: workerCount(),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  MAX_CONNECTIONS: wholeNumber(1).default(1_000),
  // Longer than the idle time of proxies in front (60 s is common), which otherwise reuse a connection while it is closed.
  KEEP_ALIVE_MS: milliseconds().default(75_000),
  SHUTDOWN_DELAY_MS: wholeNumber(0, MAX_TIMER_MS).optional(),
  TRUSTED_PROXIES: networks(),
  HTTP_PROXY: proxyUrl().optional(),
  HTTPS_PROXY: proxyUrl().optional(),
  http_proxy: proxyUrl().optional(),
  https_proxy: proxyUrl().optional(),
  GETSALES_API_URL: origin('an http(s) origin such as https://amazing.getsales.io').default(
    'https://amazing.getsales.io',
  ),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform(splitList)
    .pipe(z.array(origin('http(s) origins, separated by commas'))),
  DATA_DIR: z.string().optional(),
  REDIS_URL: redisUrl().optional(),
  UPSTREAM_REQUESTS_PER_MINUTE: wholeNumber(1).default(300),
  UPSTREAM_MAX_WAIT_MS: wholeNumber(0, MAX_TIMER_MS).default(10_000),
  LIVE_POLL_MS: milliseconds().default(15_000),
  WEBHOOK_SECRET: headerValue().optional(),
  SMALL_COLLECTION_TTL_MS: wholeNumber(0, MAX_TIMER_MS).default(30_000),
  OPERATION_TIMEOUT_MS: milliseconds().default(30_000),
  UPSTREAM_TIMEOUT_MS: milliseconds().default(10_000),
  MAX_BODY_BYTES: wholeNumber(1).default(1_048_576),
  MAX_UPLOAD_BYTES: wholeNumber(1).default(10_485_760),
  MAX_DEPTH: wholeNumber(1).default(12),
  MAX_ALIASES: wholeNumber(0).default(30),
  MAX_TOKENS: wholeNumber(1).default(4000),
  MAX_ANSWER_ROWS: wholeNumber(1).default(50_000),
  MAX_UPSTREAM_COST: wholeNumber(1).optional(),
  GRAPH_NAME_PREFIX: namePrefix().optional(),
  TRUSTED_DOCUMENTS: manifestFile().optional(),
  TRUSTED_DOCUMENTS_ONLY: oneOf('true', 'false').default('false'),
  INTROSPECTION: oneOf('true', 'false').optional(),
  GRAPHIQL: oneOf('true', 'false').optional(),
  MCP: oneOf('true', 'false').default('false'),
  EXPLAIN_UPSTREAM: oneOf('true', 'false').default('false'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl().optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf('http/protobuf', 'http/json').default('http/protobuf'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
  LOG_FORMAT: oneOf('json', 'pretty').optional(),
});

/** Every variable that the gateway reads, with its default. */
export function listVariables(): { name: string; fallback: string | undefined }[] {
  const files = SECRETS.map((name) => ({ name: `${name}_FILE`, fallback: undefined }));
  const listed = Object.entries(variables.shape).map(([name, type]) => {
    const fallback = type instanceof z.ZodDefault ? String(type.def.defaultValue) : '';
    return { name, fallback: fallback === '' ? undefined : fallback };
  });
  return [...listed, ...files];
}

/**
 * Reads the configuration from variables such as `process.env`. An empty one counts as missing.
 *
 * @throws {EnvError} that lists every fault at once.
 */
export function readEnv(
  source: Record<string, string | undefined>,
  { isTerminal = false, defaultDataDir = 'data' } = {},
): Env {
  const data = readVariables(source);
  return {
    host: data.HOST,
    port: data.PORT,
    workers: data.WORKERS,
    metricsPort: data.METRICS_PORT,
    maxConnections: data.MAX_CONNECTIONS,
    keepAliveMs: data.KEEP_ALIVE_MS,
    shutdownDelayMs: data.SHUTDOWN_DELAY_MS ?? (isTerminal ? 0 : SHUTDOWN_DELAY_MS),
    auth: toAuth(data),
    routerSecret: data.ROUTER_SECRET,
    documents: data.TRUSTED_DOCUMENTS && {
      manifest: data.TRUSTED_DOCUMENTS,
      isOnly: data.TRUSTED_DOCUMENTS_ONLY === 'true',
    },
    hasIntrospection: isOn(data.INTROSPECTION, data.AUTH_MODE),
    hasGraphiQL: isOn(data.GRAPHIQL, data.AUTH_MODE),
    hasMcp: data.MCP === 'true',
    trustedProxies: data.TRUSTED_PROXIES,
    upstream: {
      url: data.GETSALES_API_URL,
      timeoutMs: data.UPSTREAM_TIMEOUT_MS,
      maxWaitMs: data.UPSTREAM_MAX_WAIT_MS,
      smallCollectionTtlMs: data.SMALL_COLLECTION_TTL_MS,
    },
    coordination: {
      requestsPerMinute: data.UPSTREAM_REQUESTS_PER_MINUTE,
      redisUrl: data.REDIS_URL,
      dataDir: data.DATA_DIR ?? defaultDataDir,
    },
    livePollMs: data.LIVE_POLL_MS,
    webhookSecret: data.WEBHOOK_SECRET,
    operationTimeoutMs: data.OPERATION_TIMEOUT_MS,
    limits: toLimits(data),
    corsOrigins: data.CORS_ORIGINS,
    namePrefix: data.GRAPH_NAME_PREFIX,
    explainUpstream: data.EXPLAIN_UPSTREAM === 'true',
    traces: toTraces(data),
    log: { level: data.LOG_LEVEL, format: data.LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json') },
  };
}

function readVariables(source: Record<string, string | undefined>): z.infer<typeof variables> {
  const { values: given, faults: fileFaults } = readSecretFiles(
    Object.fromEntries(Object.entries(source).filter(([, value]) => value !== '')),
  );
  const parsed = variables.safeParse(given);
  const faults = [
    ...fileFaults,
    ...toFaults(parsed.error),
    ...authFaults(given),
    ...documentFaults(given),
    ...portFaults(given),
    ...mcpFaults(given),
    ...workerFaults(parsed.data),
  ];
  if (!parsed.success || faults.length > 0) throw new EnvError(faults);
  return parsed.data;
}

function toFaults(error: z.ZodError | undefined): string[] {
  const faults = error?.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
  return [...new Set(faults)];
}

/** Both show the graph to strangers, so they are off if callers need a company token. */
function isOn(given: 'true' | 'false' | undefined, authMode: Auth['mode']): boolean {
  return given === undefined ? authMode !== 'jwt' : given === 'true';
}

function documentFaults({ TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_ONLY }: Record<string, string | undefined>): string[] {
  const isMissing = TRUSTED_DOCUMENTS_ONLY === 'true' && TRUSTED_DOCUMENTS === undefined;
  return isMissing ? ['TRUSTED_DOCUMENTS: TRUSTED_DOCUMENTS_ONLY needs one'] : [];
}

function portFaults({ PORT = '4000', METRICS_PORT }: Record<string, string | undefined>): string[] {
  return METRICS_PORT === PORT && PORT !== '0' ? ['METRICS_PORT: PORT is the same'] : [];
}

/** Agents sign nothing. */
function mcpFaults({ MCP, ROUTER_SECRET }: Record<string, string | undefined>): string[] {
  return MCP === 'true' && ROUTER_SECRET !== undefined ? ['MCP: with ROUTER_SECRET only the router may call'] : [];
}

/** Without Redis each worker would count the budget for itself. */
function workerFaults(data: z.infer<typeof variables> | undefined): string[] {
  if (data === undefined || data.WORKERS === 1 || data.REDIS_URL !== undefined) return [];
  return ['WORKERS: more than 1 needs REDIS_URL, so that all share one budget and one ledger'];
}

function toLimits(data: z.infer<typeof variables>): Env['limits'] {
  return {
    bodyBytes: data.MAX_BODY_BYTES,
    uploadBytes: data.MAX_UPLOAD_BYTES,
    depth: data.MAX_DEPTH,
    aliases: data.MAX_ALIASES,
    tokens: data.MAX_TOKENS,
    answerRows: data.MAX_ANSWER_ROWS,
    upstreamCost:
      data.MAX_UPSTREAM_COST ?? Math.max(MIN_DEFAULT_COST, Math.ceil(data.UPSTREAM_REQUESTS_PER_MINUTE / 2)),
  };
}

function toTraces({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
}: z.infer<typeof variables>) {
  return endpoint === undefined ? undefined : { endpoint, protocol };
}

/** `data` under the workspace that contains `folder`; for a bundle outside of a workspace, under the working directory. */
export function findDataDir(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return join(folder, 'data');
  const parent = dirname(folder);
  return parent === folder ? 'data' : findDataDir(parent);
}
