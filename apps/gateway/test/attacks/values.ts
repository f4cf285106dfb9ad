import { expect } from 'vitest';
import { type Attack, refused } from './attack.ts';
import type { Heard, Target } from './target.ts';

const BAD = 'BAD_USER_INPUT';
const UUID = '00000000-0000-4000-8000-000000000000';
const LEAD = 'query ($id: ID!) { lead(id: $id) { uuid } }';
const PAGE = 'query ($after: String) { leads(first: 2, after: $after) { nodes { uuid } pageInfo { endCursor } } }';
const FILTERED = 'query ($filter: GetSalesLeadFilter) { leads(first: 1, filter: $filter) { totalCount } }';

/** A request with a key that counts, which is refused with this code before GetSales is asked. */
const keyed = (id: string, tries: string, body: object, code = BAD, status = 200): Attack => ({
  id: `value-${id}`,
  tries,
  result: `\`${code}\`, before GetSales is asked`,
  async run(target) {
    const answer = await target.post(body, target.keyed);
    expect([answer.status, [...new Set(answer.codes)]]).toEqual([status, [code]]);
    expect(target.sandbox.requests).toEqual([]);
  },
});

const idOf = (id: string, tries: string, value: unknown) =>
  keyed(`id-${id}`, tries, { query: LEAD, variables: { id: value } });

const cursorOf = (id: string, tries: string, after: string) =>
  keyed(`cursor-${id}`, tries, { query: PAGE, variables: { after } });

/** Values that pass through the gateway to GetSales arrive there as values. */
const passed = (
  id: string,
  tries: string,
  variables: object,
  query: string,
  check: (target: Target) => void,
): Attack => ({
  id: `value-${id}`,
  tries,
  result: 'GetSales gets it as a value, in a request of the usual path',
  mayAsk: true,
  async run(target) {
    const { status } = await target.post({ query, variables }, target.keyed);
    expect(status).toBe(200);
    for (const { route } of target.sandbox.requests) expect(route).toMatch(/^\/(leads|flows|id)\/api\/[\w/-]+$/);
    check(target);
  },
});

const HOSTILE = "x&limit=10000&uuid[]=1#?../;' OR 1=1--\r\nX-Evil: 1";

function lastLine({ sandbox }: Target): string {
  return sandbox.requests.at(-1)?.line ?? '';
}

async function cursorOfFirstPage(target: Target): Promise<unknown[]> {
  const { text } = await target.post({ query: PAGE }, target.keyed);
  const { data }: { data: { leads: { pageInfo: { endCursor: string } } } } = JSON.parse(text);
  return JSON.parse(Buffer.from(data.leads.pageInfo.endCursor, 'base64url').toString());
}

function noForeignPath({ sandbox }: Target): void {
  for (const { route } of sandbox.requests) expect(route).toMatch(/^\/leads\/api\/leads(\/list)?$/);
}

/** Arguments, ids and cursors of someone who has a key, but no right to anything else. */
export const VALUES: Attack[] = [
  idOf('path', 'path traversal in an id', '../../users'),
  idOf('encoded-path', 'encoded path traversal in an id', '..%2f..%2fusers'),
  idOf('global-path', 'path traversal within a global id', btoa('Lead:../../users')),
  idOf('query', 'a query string after an id', `${UUID}?x=1#`),
  idOf('line-break', 'a line break in an id', `${UUID}\r\nX-Evil: 1`),
  idOf('nul', 'a NUL in an id', `${UUID}\u0000`),
  idOf('long', 'an id of 1 MB', 'a'.repeat(1_000_000)),
  idOf('other-type', 'the global id of another type', btoa(`Message:${UUID}`)),
  idOf('number', 'an object in the place of an id', { $ne: null }),
  keyed('ids-101', '101 ids at once', {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: Array(101).fill(btoa(`Lead:${UUID}`)) },
  }),
  keyed('ids-20000', '20,000 ids at once', {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: Array(20_000).fill('x') },
  }),
  cursorOf('path', 'path traversal in a cursor', '../../etc/passwd'),
  cursorOf('long', 'a cursor of 100,000 characters', 'A'.repeat(100_000)),
  cursorOf(
    'nested',
    'a cursor of 10,000 nested lists',
    Buffer.from('['.repeat(6_000) + ']'.repeat(6_000)).toString('base64url'),
  ),
  cursorOf('object', 'a cursor that is an object with a prototype', btoa('{"__proto__":{"uuid":"x"},"0":2}')),
  {
    id: 'value-cursor-forged',
    tries: 'a cursor whose row, value and position were changed',
    result: 'Refused, or a page of the same list: nothing else is asked',
    mayAsk: true,
    async run(target) {
      const real = await cursorOfFirstPage(target);
      const changes: [number, unknown][] = [
        [2, '../../users'],
        [3, HOSTILE],
        [3, { $gt: '' }],
        [4, 99_999_999],
        [4, -1],
        [4, 1.5],
        [6, [HOSTILE]],
        [6, Array(10_000).fill('x')],
      ];
      for (const [field, value] of changes) {
        const after = Buffer.from(JSON.stringify(real.with(field, value))).toString('base64url');
        const { status, codes } = await target.post({ query: PAGE, variables: { after } }, target.keyed);
        expect([status, codes.filter((code) => code !== BAD)]).toEqual([200, []]);
      }
      noForeignPath(target);
    },
  },
  keyed('first-huge', 'a page of 2,147,483,647 rows', { query: '{ leads(first: 2147483647) { totalCount } }' }),
  keyed('first-negative', 'a page of -1 rows', { query: '{ leads(first: -1) { totalCount } }' }),
  keyed('first-overflow', 'a page of 2^53 rows', {
    query: 'query ($n: Int) { leads(first: $n) { totalCount } }',
    variables: { n: 2 ** 53 },
  }),
  refused(
    'value-infinite',
    'the number 1e999 in variables',
    '{"query":"query ($n: Int) { leads(first: $n) { totalCount } }","variables":{"n":1e999}}',
    BAD,
  ),
  keyed(
    'cost',
    '500 messages of each of 500 leads, six times',
    {
      query: `{ ${[1, 2, 3, 4, 5, 6].map((i) => `a${i}: leads(first: 500) { nodes { messages(first: 500) { totalCount } } }`).join(' ')} }`,
    },
    'QUERY_TOO_EXPENSIVE',
  ),
  keyed('surrogate', 'half a surrogate pair in variables', {
    query: FILTERED,
    variables: { filter: { status: '\ud800' } },
  }),
  keyed('properties', 'an object of 30,000 properties', {
    query: FILTERED,
    variables: { filter: Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`k${i}`, 1])) },
  }),
  keyed('wrong-type', 'operators of a database in the place of text', {
    query: FILTERED,
    variables: { filter: { status: { $regex: '.*' } } },
  }),
  passed(
    'search',
    'a query string, SQL and a line break in a search',
    { text: HOSTILE },
    'query ($text: String) { leads(first: 1, search: $text) { totalCount } }',
    (target) => {
      const { body } = target.sandbox.requests.at(-1) ?? {};
      const given = new URLSearchParams(lastLine(target).split('?')[1]).get('q') ?? JSON.stringify(body);
      expect(given).toContain(HOSTILE.slice(0, 20));
      expect(lastLine(target)).not.toMatch(/[\r\n]|limit=10000/);
    },
  ),
  passed('filter', 'the same in a filter', { filter: { status: HOSTILE } }, FILTERED, (target) => {
    expect(lastLine(target)).not.toMatch(/[\r\n]|limit=10000/);
  }),
  ...['__proto__', 'constructor', 'hasOwnProperty'].map(prototypeKey),
];

const PROTOTYPE_REQUESTS = (key: string): [string, Record<string, string>?][] => [
  [`{"query":"{ ${key}: __typename }"}`],
  [`{"query":"{ __typename }","operationName":"${key}"}`],
  [`{"query":"{ __typename }","variables":{"${key}":{"isAdmin":true}}}`],
  [`{"${key}":{"query":"{ __typename }"},"query":"{ __typename }"}`],
  [`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${key}"}}}`],
  [`{"query":"{ __typename }","extensions":{"${key}":1,"${key}":{"persistedQuery":1}}}`],
  [
    `{"query":"query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }","variables":{"r":[{"__typename":"${key}","uuid":"x"}]}}`,
  ],
  [
    `{"query":"query ($f: GetSalesLeadFilter) { leads(filter: $f) { totalCount } }","variables":{"f":{"${key}":{"listId":"x"}}}}`,
  ],
  [`{"query":"{ leads(orderBy: { field: ${key} }) { totalCount } }"}`],
];

function prototypeKey(key: string): Attack {
  return {
    id: `value-${key.replaceAll('_', '')}`,
    tries: `\`${key}\` as alias, operation, variable, property, hash, type, filter and enum`,
    result: 'A name like any other: answered, or refused with a code',
    async run(target) {
      const before = await answersOf(target);
      for (const [body] of PROTOTYPE_REQUESTS(key)) {
        const { status } = await target.post(body, target.keyed);
        expect(status).toBeLessThan(500);
      }
      expect(await answersOf(target)).toEqual(before);
    },
  };
}

/** What somebody without a key gets. */
async function answersOf(target: Target): Promise<Pick<Heard, 'status' | 'text'>[]> {
  const answers = await Promise.all(['{ __typename }', '{ viewer { uuid } }'].map((query) => target.post({ query })));
  return answers.map(({ status, text }) => ({ status, text }));
}
