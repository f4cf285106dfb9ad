import type { ServerResponse } from 'node:http';

/** `live`: the process answers. `ready`: it wants requests too. Neither asks the upstream, whose outage no restart of ours mends. */
export function answerHealth(path: string, res: ServerResponse, isDraining: boolean): void {
  res.setHeader('content-type', 'text/plain');
  if (path === '/health/live') {
    res.end('live\n');
  } else if (path === '/health/ready') {
    res.statusCode = isDraining ? 503 : 200;
    res.end(isDraining ? 'draining\n' : 'ready\n');
  } else {
    res.statusCode = 404;
    res.end('no such check\n');
  }
}
