/** `pnpm start`: starts the gateway, and the sandbox unless the environment names an upstream. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { toRootField } from '../packages/schema/src/root-field.ts';

const { env } = process;
const host = env['HOST'] || '127.0.0.1';
const gatewayUrl = `http://${toHostname(host)}:${env['PORT'] || '4000'}`;
const sandboxUrl = `http://${toHostname(env['SANDBOX_HOST'] || '127.0.0.1')}:${env['SANDBOX_PORT'] || '4010'}`;
const usesSandbox = !env['GETSALES_API_URL'] && !env['GETSALES_API_KEY'];
const isHere = ['127.0.0.1', 'localhost', '::1'].includes(host);
const authMode = env['AUTH_MODE'] || (usesSandbox || (env['GETSALES_API_KEY'] && isHere) ? 'open' : 'passthrough');
const key = usesSandbox ? 'sandbox-key' : '<GetSales API key>';

const LEADS = env['GRAPH_NAME_PREFIX'] ? toRootField('leads', env['GRAPH_NAME_PREFIX']) : 'leads';
const EXAMPLE = `{ ${LEADS}(first: 3, orderBy: { field: UPDATED_AT }) { nodes { name messages(first: 2) { nodes { sentAt direction text } } } } }`;

const COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

const children: ChildProcess[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

await refuseTaken('PORT', gatewayUrl);
if (usesSandbox) {
  await refuseTaken('SANDBOX_PORT', sandboxUrl);
  run('sandbox', { SANDBOX_ALIVE: env['SANDBOX_ALIVE'] || 'true' });
}
run('gateway', {
  AUTH_MODE: authMode,
  ...(usesSandbox && {
    GETSALES_API_URL: sandboxUrl,
    GETSALES_API_KEY: key,
    // The sandbox cannot be reached through a proxy.
    NO_PROXY: [env['NO_PROXY'] || env['no_proxy'], new URL(sandboxUrl).hostname].filter(Boolean).join(),
    EXPLAIN_UPSTREAM: env['EXPLAIN_UPSTREAM'] || 'true',
    // The sandbox's leads answer every 10 s, and it has time for whoever listens.
    LIVE_POLL_MS: env['LIVE_POLL_MS'] || '2000',
  }),
});
await Promise.all([usesSandbox && untilAnswers(sandboxUrl), untilAnswers(`${gatewayUrl}/health/ready`)]);
console.log(`
  GraphiQL   ${gatewayUrl}/graphql
  Upstream   ${usesSandbox ? `${sandboxUrl} (the sandbox: invented people, nothing is really sent)` : env['GETSALES_API_URL'] || 'https://amazing.getsales.io'}

  Try        curl ${gatewayUrl}/graphql -H 'content-type: application/json' ${authMode === 'open' ? '' : `-H 'authorization: Bearer ${key}' `}\\
               -d '{"query":"${EXAMPLE}"}'
`);

/** Runs one app in the caller's environment plus `settings`. When one app ends, all end. */
function run(app: 'gateway' | 'sandbox', settings: Record<string, string>): void {
  const main = fileURLToPath(new URL(`../apps/${app}/src/main.ts`, import.meta.url));
  // Detached, so that Ctrl-C in a terminal reaches it once, from here, and not also from the terminal.
  const child = spawn(process.execPath, [main], {
    // Keeps compiled code, which makes the next start faster.
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...env, ...settings },
    stdio: 'inherit',
    detached: true,
  });
  children.push(child);
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 1;
    stop();
  });
}

function stop(): void {
  for (const child of children) if (isRunning(child) && !child.killed) child.kill('SIGTERM');
}

/** Resolves when `url` answers anything. If the app ends first, this process ends too. */
async function untilAnswers(url: string): Promise<void> {
  while (children.every(isRunning)) {
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await Promise.all(children.map((child) => isRunning(child) && once(child, 'exit')));
  process.exit();
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Exits if another program answers there: it would be taken for ours. */
async function refuseTaken(variable: string, url: string): Promise<void> {
  if (!(await answers(url))) return;
  console.error(`Something already answers at ${url}. Stop it, or set ${variable} to a free port.`);
  process.exit(1);
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  );
}

function toHostname(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
