import { defineConfig } from 'vitest/config';

const ADAPTER_TESTS = [
  ...[
    'access',
    'bad-values',
    'compression',
    'cost-explained',
    'errors',
    'freshness',
    'graphql-over-http',
    'http',
    'isolation',
    'jwt',
    'documents',
    'router-secret',
    'leaving',
  ],
  ...['lenient', 'limits', 'log', 'name-prefix', 'no-bug', 'send-once', 'upstream-cost'],
];

export default defineConfig({
  // Vite would take graphql's `module` entry where Node, and so Pothos and Yoga, take `main`: two realms that refuse each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Many tests wait for other processes. Without it one core of two stays idle.
    maxWorkers: '100%',
    reporters: ['default', './scripts/test-count.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['packages/*/{src,test}/**/*.test.ts', 'apps/*/src/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'types',
          // What is inferred: checked by tsc, never run.
          include: [],
          typecheck: { enabled: true, only: true, include: ['packages/*/{src,test}/**/*.test-d.ts'] },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['apps/*/test/**/*.test.ts'],
          provide: { adapter: 'lean' },
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration-yoga',
          // What depends on how a request comes in and an answer goes out, through Yoga's HTTP layer too.
          include: [`apps/gateway/test/{${ADAPTER_TESTS.join(',')}}.test.ts`],
          provide: { adapter: 'yoga' },
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['e2e/**/*.e2e.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
