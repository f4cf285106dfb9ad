import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would take graphql's `module` entry where Node, and so Pothos and Yoga, take `main`: two realms that refuse each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    reporters: ['default', './scripts/test-count.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['packages/*/{src,test}/**/*.test.ts', 'apps/*/src/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'integration', include: ['apps/*/test/**/*.test.ts'], testTimeout: 30_000 } },
      {
        extends: true,
        test: { name: 'e2e', include: ['e2e/**/*.e2e.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
