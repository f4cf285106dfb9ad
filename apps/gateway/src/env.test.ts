import { BlockList } from 'node:net';
import { expect, it } from 'vitest';
import { readEnv } from './env.ts';

it('needs no variable at all', () => {
  expect(readEnv({})).toEqual({
    host: '127.0.0.1',
    port: 4000,
    workers: 1,
    metricsPort: undefined,
    maxConnections: 1000,
    keepAliveMs: 75_000,
    shutdownDelayMs: 5000,
    auth: { mode: 'passthrough', keyHeader: 'authorization', teamId: undefined },
    routerSecret: undefined,
    documents: undefined,
    hasIntrospection: true,
    hasGraphiQL: true,
    hasMcp: false,
    trustedProxies: expect.any(BlockList),
    upstream: {
      url: 'https://amazing.getsales.io',
      timeoutMs: 10_000,
      maxWaitMs: 10_000,
      smallCollectionTtlMs: 30_000,
    },
    coordination: { requestsPerMinute: 300, redisUrl: undefined, dataDir: 'data' },
    livePollMs: 15_000,
    webhookSecret: undefined,
    operationTimeoutMs: 30_000,
    limits: {
      bodyBytes: 1_048_576,
      uploadBytes: 10_485_760,
      depth: 12,
      aliases: 30,
      tokens: 4000,
      answerRows: 50_000,
      upstreamCost: 150,
    },
    corsOrigins: [],
    namePrefix: undefined,
    explainUpstream: false,
    traces: undefined,
    log: { level: 'info', format: 'json' },
  });
});

it('reads every variable', () => {
  const env = readEnv({
    HOST: '::1',
    PORT: '0',
    WORKERS: '3',
    METRICS_PORT: '9464',
    MAX_CONNECTIONS: '9',
    KEEP_ALIVE_MS: '5',
    SHUTDOWN_DELAY_MS: '10',
    TRUSTED_PROXIES: 'loopback, 10.0.0.0/8',
    API_KEY_HEADER: 'X-Key',
    HTTPS_PROXY: 'http://user:secret@proxy.example:3128',
    AUTH_MODE: 'open',
    GETSALES_API_KEY: 'key-1',
    GETSALES_TEAM_ID: '42',
    GETSALES_API_URL: 'http://127.0.0.1:4010/',
    UPSTREAM_TIMEOUT_MS: '1',
    UPSTREAM_MAX_WAIT_MS: '0',
    UPSTREAM_REQUESTS_PER_MINUTE: '7',
    SMALL_COLLECTION_TTL_MS: '8',
    REDIS_URL: 'rediss://:secret@redis.example:6380/1',
    DATA_DIR: '/var/lib/gateway',
    LIVE_POLL_MS: '5',
    WEBHOOK_SECRET: 'secret',
    OPERATION_TIMEOUT_MS: '2',
    MAX_BODY_BYTES: '3',
    MAX_UPLOAD_BYTES: '9',
    MAX_DEPTH: '4',
    MAX_ALIASES: '0',
    MAX_TOKENS: '6',
    MAX_ANSWER_ROWS: '7',
    MAX_UPSTREAM_COST: '8',
    CORS_ORIGINS: 'https://app.example, http://localhost:5173,',
    GRAPH_NAME_PREFIX: 'Acme',
    MCP: 'true',
    EXPLAIN_UPSTREAM: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'pretty',
  });
  expect(env).toEqual({
    host: '::1',
    port: 0,
    workers: 3,
    metricsPort: 9464,
    maxConnections: 9,
    keepAliveMs: 5,
    shutdownDelayMs: 10,
    trustedProxies: expect.any(BlockList),
    auth: { mode: 'open', apiKey: 'key-1', teamId: '42' },
    routerSecret: undefined,
    documents: undefined,
    hasIntrospection: true,
    hasGraphiQL: true,
    hasMcp: true,
    upstream: { url: 'http://127.0.0.1:4010', timeoutMs: 1, maxWaitMs: 0, smallCollectionTtlMs: 8 },
    coordination: {
      requestsPerMinute: 7,
      redisUrl: 'rediss://:secret@redis.example:6380/1',
      dataDir: '/var/lib/gateway',
    },
    livePollMs: 5,
    webhookSecret: 'secret',
    operationTimeoutMs: 2,
    limits: { bodyBytes: 3, uploadBytes: 9, depth: 4, aliases: 0, tokens: 6, answerRows: 7, upstreamCost: 8 },
    corsOrigins: ['https://app.example', 'http://localhost:5173'],
    namePrefix: 'Acme',
    explainUpstream: true,
    traces: { endpoint: 'http://collector.example:4318', protocol: 'http/json' },
    log: { level: 'debug', format: 'pretty' },
  });
});

it('treats an empty variable as missing', () => {
  expect(readEnv({ PORT: '', REDIS_URL: '', GETSALES_API_KEY: '' })).toEqual(readEnv({}));
});

it.each([
  [300, 150],
  [21, 11],
  [3, 10],
])('lets a query of a budget of %i take %i requests', (budget, cost) => {
  const { limits } = readEnv({ UPSTREAM_REQUESTS_PER_MINUTE: String(budget) });
  expect(limits.upstreamCost).toBe(cost);
});

it('delays a stop for balancers, but not on a terminal', () => {
  expect(readEnv({}, { isTerminal: true }).shutdownDelayMs).toBe(0);
  expect(readEnv({ SHUTDOWN_DELAY_MS: '7' }, { isTerminal: true }).shutdownDelayMs).toBe(7);
});

it('names the key header in lower case', () => {
  expect(readEnv({ API_KEY_HEADER: 'X-GetSales-Key' }).auth).toMatchObject({ keyHeader: 'x-getsales-key' });
  expect(() => readEnv({ API_KEY_HEADER: 'two words' })).toThrow(
    'API_KEY_HEADER: expected the name of a request header',
  );
});

it('reads trusted proxies as addresses and networks', () => {
  const { trustedProxies } = readEnv({ TRUSTED_PROXIES: 'loopback, private, 203.0.113.7, 2001:db8::/32' });
  for (const address of ['127.0.0.1', '10.1.2.3', '192.168.0.9', '203.0.113.7']) {
    expect(trustedProxies.check(address)).toBe(true);
  }
  expect(trustedProxies.check('203.0.113.8')).toBe(false);
  expect(trustedProxies.check('2001:db8::7', 'ipv6')).toBe(true);
  expect(trustedProxies.check('::ffff:127.0.0.1', 'ipv6')).toBe(true);
});

it.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/', 'localhost', '::1/129'])(
  'refuses the trusted proxy %s',
  (name) => {
    expect(() => readEnv({ TRUSTED_PROXIES: name })).toThrow('TRUSTED_PROXIES: expected addresses or networks');
  },
);

it.each(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'])(
  'refuses %s without a scheme, not quoting it',
  (name) => {
    const start = () => readEnv({ [name]: 'user:secret@proxy.example:3128' });
    expect(start).toThrow(`${name}: expected a URL such as http://proxy.example:3128`);
    expect(start).not.toThrow('secret');
  },
);

it('logs prettily on a terminal unless told otherwise', () => {
  expect(readEnv({}, { isTerminal: true }).log.format).toBe('pretty');
  expect(readEnv({ LOG_FORMAT: 'json' }, { isTerminal: true }).log.format).toBe('json');
});

it('lists every fault in one message, without any value', () => {
  const source = {
    HOST: '0.0.0.0',
    PORT: '70000',
    AUTH_MODE: 'open',
    GETSALES_API_URL: 'https://user:secret-1@getsales.example/path',
    GETSALES_TEAM_ID: 'secret-2 with spaces',
    CORS_ORIGINS: '*, https://fine.example',
    OPERATION_TIMEOUT_MS: '0',
    UPSTREAM_TIMEOUT_MS: '10s',
    MAX_BODY_BYTES: '-1',
    MAX_DEPTH: '1.5',
    GRAPH_NAME_PREFIX: '1st',
    EXPLAIN_UPSTREAM: 'yes',
    LOG_LEVEL: 'loud',
    LOG_FORMAT: 'xml',
    REDIS_URL: 'http://:secret-3@localhost',
    WEBHOOK_SECRET: 'secret-4 with spaces',
  };
  expect(() => readEnv(source)).toThrowErrorMatchingInlineSnapshot(`
    [EnvError: The gateway cannot start with these settings:
      CORS_ORIGINS: expected http(s) origins, separated by commas
      EXPLAIN_UPSTREAM: expected one of true, false
      GETSALES_API_KEY: AUTH_MODE=open needs one
      GETSALES_API_URL: expected an http(s) origin such as https://amazing.getsales.io
      GETSALES_TEAM_ID: expected printable ASCII without spaces
      GRAPH_NAME_PREFIX: expected a GraphQL name, such as Acme
      HOST: AUTH_MODE=open needs a loopback address
      LOG_FORMAT: expected one of json, pretty
      LOG_LEVEL: expected one of trace, debug, info, warn, error, fatal, silent
      MAX_BODY_BYTES: expected a whole number, at least 1
      MAX_DEPTH: expected a whole number, at least 1
      OPERATION_TIMEOUT_MS: expected a whole number from 1 to 2147483647
      PORT: expected a whole number from 0 to 65535
      REDIS_URL: expected a URL such as redis://127.0.0.1:6379
      UPSTREAM_TIMEOUT_MS: expected a whole number from 1 to 2147483647
      WEBHOOK_SECRET: expected printable ASCII without spaces]
  `);
  expect(() => readEnv(source)).not.toThrow(/secret-/);
});

it('allows mode open only with a key and on a loopback address', () => {
  for (const HOST of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) {
    expect(readEnv({ HOST, AUTH_MODE: 'open', GETSALES_API_KEY: 'k' }).auth.mode).toBe('open');
  }
  for (const HOST of ['0.0.0.0', '::', '10.0.0.1', 'localhost.example', '127.0.0.1.example']) {
    expect(() => readEnv({ HOST, AUTH_MODE: 'open', GETSALES_API_KEY: 'k' })).toThrow('HOST: AUTH_MODE=open needs');
  }
  expect(() => readEnv({ AUTH_MODE: 'open' })).toThrow('GETSALES_API_KEY: AUTH_MODE=open needs one');
});

it.each(['1st', 'Ac-me', 'Ac me', '__Acme', 'Äcme', 'Acme.'])('refuses %s as the start of names', (prefix) => {
  expect(() => readEnv({ GRAPH_NAME_PREFIX: prefix })).toThrow('GRAPH_NAME_PREFIX: expected a GraphQL name');
});

it('takes several workers with Redis alone, since they share one budget and one ledger', () => {
  const REDIS_URL = 'redis://127.0.0.1:6379';
  expect(readEnv({ WORKERS: 'auto', REDIS_URL }).workers).toBeGreaterThan(0);
  expect(() => readEnv({ WORKERS: '2' })).toThrow('WORKERS: more than 1 needs REDIS_URL');
  for (const WORKERS of ['0', '65', '-1', 'two', '1.5']) {
    expect(() => readEnv({ WORKERS, REDIS_URL })).toThrow('WORKERS: expected auto or a whole number from 1 to 64');
  }
});
