import { startGateway } from './gateway.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export interface Competitor {
  name: string;
  server: ServerProcess;
}

/** The servers of one run, and the upstream that they share. */
export interface Field extends AsyncDisposable {
  upstream: ServerProcess;
  floor: Competitor;
  gateway: Competitor;
  /** Floor first. */
  all: Competitor[];
}

/** `gatewayArgs` are arguments for the Node that runs the gateway. */
export async function startField(gatewayArgs: string[] = []): Promise<Field> {
  await using stack = new AsyncDisposableStack();
  const start = async (file: string, env = {}) => stack.use(await startServer(new URL(file, import.meta.url), env));
  const upstream = await start('../upstream/main.ts');
  const env = { GETSALES_API_URL: upstream.url };
  const floor = { name: 'floor', server: await start('floor.ts', env) };
  const gateway = { name: 'gateway', server: stack.use(await startGateway(upstream.url, gatewayArgs)) };
  const apollo = { name: 'Apollo Server 5', server: await start('apollo.ts', env) };
  const mercurius = { name: 'Mercurius 16', server: await start('mercurius.ts', env) };
  const started = stack.move();
  return {
    upstream,
    floor,
    gateway,
    all: [floor, gateway, apollo, mercurius],
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
