import { isUnknownRoute } from '../outcome.ts';
import type { Findings } from '../upstream.ts';

/** The quick start's path, then the reference's: the documentation has both, and each may be the one that exists. */
const SEND_PATHS = ['/flows/api/messages', '/flows/api/linkedin-messages'];

/** Sends by the first path that the upstream knows, and remembers it until it is refused as unknown. Only an unknown route makes it try the next. */
export async function trySendPaths<T>(findings: Findings, send: (path: string) => Promise<T>): Promise<T> {
  const known = findings.sendPath;
  const [path = '', ...others] = known ? [known, ...SEND_PATHS.filter((other) => other !== known)] : SEND_PATHS;
  return tryPath(path, others);

  async function tryPath(current: string, [next, ...rest]: string[]): Promise<T> {
    try {
      const answer = await send(current);
      findings.sendPath = current;
      return answer;
    } catch (error) {
      if (!isUnknownRoute(error)) throw error;
      if (findings.sendPath === current) delete findings.sendPath;
      if (next === undefined) throw error;
      return tryPath(next, rest);
    }
  }
}
