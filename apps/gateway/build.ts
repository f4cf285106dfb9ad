import { build, type Plugin } from 'esbuild';
import { readEmbedded } from './src/graphiql/embedded.ts';

/** The bundle runs without the workspace, so what is read from there is written into it. */
const embed: Plugin = {
  name: 'embed',
  setup({ onLoad }) {
    onLoad({ filter: /graphiql[\\/]embedded\.ts$/ }, async () => ({
      contents: `export const readEmbedded = async () => (${JSON.stringify(await readEmbedded())});`,
    }));
  },
};

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  target: 'node26',
  format: 'esm',
  plugins: [embed],
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
