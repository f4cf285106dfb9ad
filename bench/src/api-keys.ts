/** What one key's budget of 300 requests a minute surely holds, of queries that cost four. */
const QUERIES_PER_KEY = 50;

let queries = 0;

/** The headers of the next query. A load wants more than one key's budget has, so it comes with many keys, one after the other. */
export function nextHeaders(): Record<string, string> {
  return headersOf(`bench-${Math.floor(queries++ / QUERIES_PER_KEY)}`);
}

export function headersOf(apiKey: string): Record<string, string> {
  return { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${apiKey}` };
}
