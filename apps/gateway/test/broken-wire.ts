import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire between a client and the gateway that breaks on demand. */
export interface Wire extends AsyncDisposable {
  readonly url: string;
  /** Breaks the next connection within the gateway's answer. */
  loseNextAnswer(): void;
  /** Breaks all connections. */
  cut(): void;
}

/** Few enough to be of the body. */
const CUT_BYTES = 10;

/** Listens on a free port, and passes everything on to the gateway at `target`. */
export async function startWire(target: string): Promise<Wire> {
  const { hostname, port, pathname } = new URL(target);
  const sockets = new Set<Socket>();
  let isNextLost = false;
  const server = createServer((client) => {
    const gateway = connect(Number(port), hostname);
    for (const socket of [client, gateway]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.pipe(gateway).on('close', () => client.destroy());
    client.on('close', () => gateway.destroy());
    gateway.on('data', (bytes) => {
      if (!isNextLost) return void client.write(bytes);
      isNextLost = false;
      client.write(bytes.slice(0, -CUT_BYTES), () => client.destroy());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}${pathname}`,
    loseNextAnswer() {
      isNextLost = true;
    },
    cut,
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
