/** One request and its outcome. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** Path template, or null where there is no such route. */
  route: string | null;
  query: Record<string, unknown>;
  /** The parsed body, or its text if it is not JSON. Left out if there is none. */
  body?: unknown;
  /** Method, path and query in one line, decoded: `GET /leads/api/leads?limit=20&offset=0`. */
  line: string;
  apiKey: string | null;
  /** W3C trace context; empty if there is none. */
  traceparent: string;
  /** null if access was refused. */
  teamId: number | null;
  /** null until it is answered. */
  status: number | null;
  /** True if the caller left before the answer was written. */
  aborted: boolean;
}

/** Most requests that are kept; the oldest are dropped first. */
const KEPT = 10_000;

/** Adds an entry. The exchange updates it until the response ends. */
export function logRequest(requests: LoggedRequest[], entry: LoggedRequest): LoggedRequest {
  requests.push(entry);
  if (requests.length > KEPT) requests.shift();
  return entry;
}
