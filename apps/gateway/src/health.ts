import type { ServerResponse } from 'node:http';
import type { SendLedger } from '@getsales-gateway/api-client';

/** Whether the stores have been open. */
export type StoreCheck = () => Promise<boolean>;

/** Once open is open: losing them later costs sends with a key, while taking every replica out would cost all. */
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

/** `live`: the process answers. `ready`: it wants requests too. Neither asks the upstream, whose outage no restart of ours mends. */
export async function answerHealth(
  url: string,
  res: ServerResponse,
  isDraining: boolean,
  storesWereOpen: StoreCheck,
): Promise<void> {
  res.setHeader('content-type', 'text/plain');
  const [path] = url.split('?');
  if (path === '/health/live') {
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
