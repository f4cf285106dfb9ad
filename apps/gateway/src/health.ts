import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SendLedger } from '@getsales-gateway/api-client';
import { buildInfo } from './build-info.ts';

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
  const [path] = url.split('?');
  if (method !== 'GET' && method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD');
    send(res, 405, 'checks take GET');
  } else if (path === '/health/live') {
    send(res, 200, 'live');
  } else if (path === '/health/ready') {
    const fault = isDraining ? 'draining' : (await storesWereOpen()) ? undefined : 'stores are not open';
    send(res, fault === undefined ? 200 : 503, fault ?? 'ready');
  } else {
    send(res, 404, 'no such check');
  }
}

function send(res: ServerResponse, httpStatus: number, status: string): void {
  const { version, build } = buildInfo;
  const body = `${JSON.stringify({ status, version, build })}\n`;
  res.writeHead(httpStatus, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
