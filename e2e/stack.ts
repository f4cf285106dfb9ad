import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Program, startProgram } from './program.ts';
import { refuseSecrets } from './secrets.ts';

/** Both apps as built: the gateway in front of the sandbox. At its end it fails where a gateway has printed or stored a secret. */
export interface Stack extends AsyncDisposable {
  gateway: Program;
  sandbox: Program;
  /** The gateway's GraphQL endpoint. */
  url: string;
  /** The sandbox's origin. */
  upstreamUrl: string;
  apiKey: string;
  /** Where the gateway keeps its files. */
  dataDir: string;
  /** Another gateway with the same settings and data folder, but for `changes`. */
  startAnother(changes?: Record<string, string>): Promise<StartedGateway>;
}

export interface StartedGateway extends AsyncDisposable {
  gateway: Program;
  url: string;
}

export type App = 'gateway' | 'sandbox';

/** The program that an app is built into. */
export function bundle(app: App): string {
  return fileURLToPath(new URL(`../apps/${app}/dist/main.js`, import.meta.url));
}

/** Starts both on free ports; in mode `open` unless `settings` say otherwise. */
export async function startStack(
  settings: Record<string, string> = {},
  programOf = bundle,
  sandboxSettings: Record<string, string> = {},
): Promise<Stack> {
  await using started = new AsyncDisposableStack();
  const sandbox = started.use(startProgram(programOf('sandbox'), { SANDBOX_PORT: '0', ...sandboxSettings }));
  const [, upstreamUrl = '', apiKey = ''] = await sandbox.printed(/(http:\S+) \(API key: (\S+)\)/);
  const data = started.use(await mkdtempDisposable(join(tmpdir(), 'data-')));
  const gateways: Program[] = [];
  started.defer(() => refuseSecrets(gateways, { upstreamUrl, apiKey, folder: data.path }));
  const startAnother = async (changes: Record<string, string> = {}) => {
    const another = await startGateway(programOf('gateway'), {
      PORT: '0',
      SHUTDOWN_DELAY_MS: '0',
      DATA_DIR: data.path,
      AUTH_MODE: 'open',
      GETSALES_API_URL: upstreamUrl,
      GETSALES_API_KEY: apiKey,
      ...settings,
      ...changes,
    });
    gateways.push(another.gateway);
    return another;
  };
  const { gateway, url } = started.use(await startAnother());
  const all = started.move();
  return {
    gateway,
    sandbox,
    url,
    upstreamUrl,
    apiKey,
    dataDir: data.path,
    startAnother,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function startGateway(file: string, env: Record<string, string>): Promise<StartedGateway> {
  await using started = new AsyncDisposableStack();
  const gateway = started.use(startProgram(file, env));
  const url = await untilReady(gateway);
  const running = started.move();
  return { gateway, url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Where a gateway listens, as its log says. */
export async function untilReady(gateway: Program): Promise<string> {
  const [, url = ''] = await gateway.printed(/"url":"([^"]+)".*"msg":"ready"/);
  return url;
}
