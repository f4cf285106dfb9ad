import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SendLedger } from '@getsales-gateway/api-client';

/** Whether the stores have been open since the start. */
export type StoreCheck = () => Promise<boolean>;

/** A store that is lost later does not count: it costs sends with a key, while removing every replica would cost everything. */
export function createStoreCheck(ledger: SendLedger): StoreCheck {
  let wereOpen = false;
  return async () => {
    wereOpen ||= await ledger.check().then(
      () => true,
      () => false,
    );
    return wereOpen;
  };
}

/** `live`: the process answers. `ready`: it takes requests. Neither asks the upstream: a restart would not end its outage. */
export async function answerHealth(
  { method, url = '' }: IncomingMessage,
  res: ServerResponse,
  isDraining: boolean,
  storesWereOpen: StoreCheck,
): Promise<void> {
  res.setHeader('content-type', 'text/plain');
  const [path] = url.split('?');
  if (method !== 'GET' && method !== 'HEAD') {
    res.writeHead(405, { allow: 'GET, HEAD' }).end('checks take GET\n');
  } else if (path === '/health/live') {
    res.end('live\n');
  } else if (path === '/health/ready') {
    const fault = isDraining ? 'draining' : (await storesWereOpen()) ? undefined : 'stores are not open';
    res.statusCode = fault === undefined ? 200 : 503;
    res.end(`${fault ?? 'ready'}\n`);
  } else {
    res.statusCode = 404;
    res.end('no such check\n');
  }
}
