import { leadRow } from './lead-row.ts';
import { messageRow } from './message-row.ts';
import { leadIndex } from './uuid.ts';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Parsed JSON. */
  body: unknown;
}

/** The name an operation is counted under, and the body of its answer. */
export interface Answer {
  operation: string;
  body: unknown;
}

const LEADS = 3200;
const MESSAGES_PER_LEAD = 5;

type Route = [operation: RegExp, answer: (asked: Asked, ...ids: string[]) => unknown];

const ROUTES: Route[] = [
  [/^GET \/leads\/api\/leads$/, ({ query }) => leadPage(Number(query.get('limit')), Number(query.get('offset')))],
  [
    /^POST \/leads\/api\/leads\/search$/,
    ({ body }) => namedLeads(body) ?? leadPage(numberIn(body, 'limit'), numberIn(body, 'offset')),
  ],
  [/^GET \/leads\/api\/leads\/([0-9a-f-]{36})$/, (_asked, uuid) => leadRow(leadIndex(uuid ?? ''))],
  [/^GET \/flows\/api\/linkedin-messages$/, ({ query }) => messagePage(query)],
  [/^POST \/flows\/api\/messages$/, ({ body }) => queued(body)],
];

/** The answers that the measured queries need. Undefined for any other request. */
export function answer(asked: Asked): Answer | undefined {
  const line = `${asked.method} ${asked.path}`;
  for (const [pattern, write] of ROUTES) {
    const [, ...ids] = pattern.exec(line) ?? [];
    if (pattern.test(line))
      return { operation: ids.reduce((name, id) => name.replace(id, '{uuid}'), line), body: write(asked, ...ids) };
  }
  return undefined;
}

function leadPage(limit: number, offset: number) {
  const count = Math.min(limit, LEADS - offset);
  const data = Array.from({ length: count }, (_, index) => leadRow(offset + index));
  return { data, limit, offset, total: LEADS, has_more: offset + count < LEADS };
}

/** The leads that a search names by their UUIDs. */
function namedLeads(body: unknown) {
  const uuids: unknown = Object(Object(body).filter).uuid;
  if (!Array.isArray(uuids)) return undefined;
  const data = uuids.map((uuid) => leadRow(leadIndex(String(uuid))));
  return { data, limit: 100, offset: 0, total: data.length, has_more: false };
}

/** The threads of several leads as one list, latest message first; of the first 100 leads where none is named. */
function messagePage(query: URLSearchParams) {
  const named = [...query.getAll('filter[lead_uuid][]'), ...query.getAll('filter[lead_uuid]')].map(leadIndex);
  const leads = named.length > 0 ? named : Array.from({ length: 100 }, (_, index) => index);
  const [limit, offset] = [Number(query.get('limit')), Number(query.get('offset'))];
  const all = leads
    .flatMap((lead) => Array.from({ length: MESSAGES_PER_LEAD }, (_, place) => messageRow(lead, place)))
    .toSorted((one, other) => (other.sent_at ?? '').localeCompare(one.sent_at ?? ''));
  const data = all.slice(offset, offset + limit);
  return { data, limit, offset, total: all.length, has_more: offset + data.length < all.length };
}

/** The answer to a send: the message as it was sent, not yet delivered by LinkedIn. */
function queued(body: unknown) {
  return { ...messageRow(1, 0), message_hash: null, status: 'new', sent_at: null, ...Object(body) };
}

function numberIn(body: unknown, key: string): number {
  return Number(Object(body)[key]);
}
