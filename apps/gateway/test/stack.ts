import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observer } from '@getsales-gateway/api-client';
import { type SandboxOptions, type StartedSandbox, startSandbox } from '@getsales-gateway/sandbox';
import { type Front, startFront } from './front.ts';
import { bytesIn, refuseSecrets, secretsOf } from './secrets.ts';

export interface StackOptions {
  /** Variables of the gateway, beside the upstream's address and a free port. */
  env?: Record<string, string>;
  sandbox?: SandboxOptions;
  /** Is told what the gateway's budget, ledger and breakers do. */
  observer?: Observer;
}

/** A gateway before a sandbox, over real HTTP, both gone at the end of the test, which fails when a secret was logged or stored. */
export interface Stack extends Front {
  readonly sandbox: StartedSandbox;
  /** The upstream requests since the start or the last `forget`, as `GET /leads/api/leads?limit=20&offset=0`. */
  readonly upstream: string[];
  /** Where the gateway keeps its files. */
  readonly dataDir: string;
  /** Forgets the upstream requests so far. */
  forget(): void;
  /** Another gateway before the same sandbox, with the same settings and data folder but for `env`. */
  startAnother(env?: Record<string, string>): Promise<Front>;
}

export async function startStack({ env = {}, sandbox: options = {}, observer }: StackOptions = {}): Promise<Stack> {
  await using opened = new AsyncDisposableStack();
  const sandbox = opened.use(await startSandbox(options));
  const dataDir = mkdtempSync(join(tmpdir(), 'getsales-gateway-'));
  opened.defer(() => rmSync(dataDir, { recursive: true }));
  const settings = { DATA_DIR: dataDir, ...env };
  const logs: string[][] = [];
  opened.defer(() =>
    refuseSecrets(secretsOf(sandbox), { 'The log': logs.flat().join(''), 'A file': bytesIn(dataDir) }),
  );
  async function startAnother(changes: Record<string, string> = {}): Promise<Front> {
    const front = await startFront(sandbox, { ...settings, ...changes }, observer);
    logs.push(front.log);
    return front;
  }
  const front = opened.use(await startAnother());
  const owned = opened.move();
  return {
    ...front,
    sandbox,
    dataDir,
    get upstream() {
      return sandbox.requests.map(({ line }) => line);
    },
    forget() {
      sandbox.requests.length = 0;
    },
    startAnother,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
