/** How many queries of four requests each fit into one key's budget of 300 requests a minute, with room to spare. */
const QUERIES_PER_KEY = 50;

let queries = 0;

/** Headers of the next query. A load needs more than one key's budget, so it uses many keys, one after the other. */
export function nextHeaders(): Record<string, string> {
  return headersOf(`bench-${Math.floor(queries++ / QUERIES_PER_KEY)}`);
}

export function headersOf(apiKey: string): Record<string, string> {
  return { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${apiKey}` };
}
