/** One request as it came and as it was answered. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** Path template, or null where there is no such route. */
  route: string | null;
  query: Record<string, unknown>;
  /** Parsed, or its text where it is not JSON. Left out where none came. */
  body?: unknown;
  /** Method, path and query in one line, decoded: `GET /leads/api/leads?limit=20&offset=0`. */
  line: string;
  apiKey: string | null;
  /** The trace that it belongs to (W3C); empty where there is none. */
  traceparent: string;
  /** null where access was refused. */
  teamId: number | null;
  /** null until it is answered. */
  status: number | null;
  /** Whether the caller was gone before the answer was out. */
  aborted: boolean;
}

/** Requests kept at the most; the oldest go first. */
const KEPT = 10_000;

/** Adds an entry that stays open to changes until the request is over. */
export function logRequest(requests: LoggedRequest[], entry: LoggedRequest): LoggedRequest {
  requests.push(entry);
  if (requests.length > KEPT) requests.shift();
  return entry;
}
