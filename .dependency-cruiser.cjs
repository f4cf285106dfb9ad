/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'api-client-is-the-bottom',
      severity: 'error',
      from: { path: '^packages/api-client' },
      to: { path: '^(packages/(schema|coordination)|apps)' },
    },
    {
      name: 'resources-know-no-send-once',
      severity: 'error',
      from: { path: '^packages/api-client/src/resources' },
      to: { path: '^packages/api-client/src/(send|bulk)/' },
    },
    {
      name: 'schema-knows-no-app-and-no-http',
      severity: 'error',
      from: { path: '^packages/schema' },
      to: { path: '^(apps|packages/coordination)|node_modules/(undici|graphql-yoga)' },
    },
    {
      name: 'entities-are-declared-with-the-kit',
      severity: 'error',
      from: { path: '^packages/schema/src/entities' },
      to: { path: '^packages/schema/src/(relay|planner)' },
    },
    {
      name: 'the-engine-knows-no-entity',
      severity: 'error',
      from: { path: '^packages/schema/src/(relay|planner|kit)' },
      to: { path: '^packages/schema/src/entities' },
    },
    {
      name: 'coordination-knows-ports-only',
      severity: 'error',
      from: { path: '^packages/coordination' },
      to: { path: '^(apps|packages/schema)' },
    },
    {
      name: 'the-published-client-knows-no-other-package',
      severity: 'error',
      from: { path: '^packages/client/src', pathNot: 'test-d' },
      to: { path: '^(apps|packages/(?!client/))|node_modules/graphql/' },
    },
    {
      name: 'sandbox-shares-types-only',
      severity: 'error',
      from: { path: '^apps/sandbox/src' },
      to: { path: '^packages', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'gateway-uses-the-sandbox-in-tests-only',
      severity: 'error',
      from: { path: '^apps/gateway/src' },
      to: { path: '^apps/sandbox' },
    },
    {
      name: 'commands-speak-to-the-gateway',
      severity: 'error',
      from: { path: '^apps/cli/src' },
      to: { path: '^packages|^apps/(?!cli)' },
    },
    {
      name: 'tracing-is-loaded-on-demand',
      severity: 'error',
      from: { path: '^apps/gateway/src/(?!tracing/)' },
      to: { path: '^apps/gateway/src/tracing/|@opentelemetry', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'mcp-is-loaded-on-demand',
      severity: 'error',
      from: { path: '^apps/gateway/src/(?!mcp/)' },
      to: { path: '^apps/gateway/src/mcp/|@modelcontextprotocol', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-deep-imports',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)' },
      to: { path: '^(packages|apps)/([^/]+)/src/(?!(index|server)\\.ts)', pathNot: '^$1/$2' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.mts'],
    },
  },
};
