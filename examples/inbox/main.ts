/** `pnpm start:inbox`: builds the inbox and serves it, over the gateway and its sandbox unless GETSALES_GRAPHQL_URL names a gateway. */
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { inboxConfig } from './vite.config.ts';

const { env } = process;
const gatewayUrl = env['GETSALES_GRAPHQL_URL'] || `http://127.0.0.1:${env['PORT'] || '4000'}/graphql`;
const here = fileURLToPath(new URL('.', import.meta.url));

if (!env['GETSALES_GRAPHQL_URL']) {
  const start = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));
  const child = spawn(process.execPath, [start], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'));
}
execFileSync(process.execPath, [fileURLToPath(import.meta.resolve('relay-compiler/cli.js')), 'relay.config.json'], {
  cwd: here,
  stdio: 'pipe',
});
const config = inboxConfig(gatewayUrl, Number(env['INBOX_PORT'] || 4200));
await build(config);
const server = await preview(config);
console.log(`  Inbox      ${server.resolvedUrls?.local[0]}`);
