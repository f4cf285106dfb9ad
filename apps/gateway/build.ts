import { build } from 'esbuild';

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  target: 'node26',
  format: 'esm',
  // Dependencies that are CommonJS call `require` for Node's own modules, which an ES module does not have.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  // graphql-js checks each value for a second copy of itself otherwise.
  define: {
    'process.env.NODE_ENV': '"production"',
    // Which build it is, as health, metrics and `--version` say: a commit or an image tag.
    BUILD: JSON.stringify(process.env['BUILD'] || 'local'),
  },
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: import.meta.dirname,
});
