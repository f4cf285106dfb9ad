import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/test-count.ts'],
    projects: [
      { test: { name: 'unit', include: ['packages/*/{src,test}/**/*.test.ts', 'apps/*/src/**/*.test.ts'] } },
      { test: { name: 'integration', include: ['apps/*/test/**/*.test.ts'] } },
      { test: { name: 'e2e', include: ['e2e/**/*.e2e.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
});
