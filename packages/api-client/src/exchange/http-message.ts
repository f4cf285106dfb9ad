import { type Operation, toPath } from '../operation.ts';
import { UnexpectedBody } from '../wire/body.ts';
import { toQueryString } from '../wire/query.ts';
import type { Credentials } from './credentials.ts';

const USER_AGENT = 'getsales-gateway/0.1.0';

/** Where undici sends the operation. */
export function toTarget(operation: Operation, url: string): { origin: string; path: string } {
  const query = operation.query === undefined ? '' : `?${toQueryString(operation.query)}`;
  return { origin: url, path: `${toPath(operation)}${query === '?' ? '' : query}` };
}

export function toHeaders(operation: Operation, { apiKey, teamId }: Credentials): Record<string, string> {
  return {
    authorization: `Bearer ${apiKey}`,
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(teamId && { 'team-id': teamId }),
    ...(operation.body && { 'content-type': 'application/json' }),
    ...(operation.form && { 'content-type': operation.form.contentType }),
  };
}

/** Some writes answer without a body, whatever their status: whether that will do is for the operation's `read` to say. */
export function toJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnexpectedBody('not JSON', { cause });
  }
}

/** Bodies of refusals are read as far as they go: a proxy's are not JSON. */
export function toJsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The first value of a header that may have come several times. */
export function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
