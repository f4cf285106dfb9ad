import { isObject } from '../body.ts';
import { ApiStatusError } from '../errors.ts';
import type { Findings } from '../upstream.ts';

/** The quick start's path, then the reference's: the documentation has both, and each may be the one that exists. */
const SEND_PATHS = ['/flows/api/messages', '/flows/api/linkedin-messages'];

/** Sends by the first path that the upstream knows, and remembers it. Only an unknown route makes it try the next. */
export async function trySendPaths<T>(findings: Findings, send: (path: string) => Promise<T>): Promise<T> {
  const [path = '', ...others] = findings.sendPath ? [findings.sendPath] : SEND_PATHS;
  return tryPath(path, others);

  async function tryPath(current: string, [next, ...rest]: string[]): Promise<T> {
    try {
      const answer = await send(current);
      findings.sendPath = current;
      return answer;
    } catch (error) {
      if (next === undefined || !isUnknownRoute(error)) throw error;
      return tryPath(next, rest);
    }
  }
}

/** A 404 in the API's own envelope names a missing lead or sender; one without a reason is the router's. */
function isUnknownRoute(error: unknown): boolean {
  if (!(error instanceof ApiStatusError)) return false;
  if (error.status === 405) return true;
  const { body } = error;
  const envelope = isObject(body) ? body['error'] : undefined;
  return error.status === 404 && !(isObject(envelope) && typeof envelope['reason'] === 'string');
}
