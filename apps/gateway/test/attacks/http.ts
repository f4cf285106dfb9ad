import { expect } from 'vitest';
import { type Attack, times } from './attack.ts';
import { LISTED_ORIGIN, WEBHOOK_SECRET } from './settings.ts';
import type { Target } from './target.ts';

const QUERY = '/graphql?query=%7B__typename%7D';
const MUTATION = 'mutation { startFlow(input: { flowId: "00000000-0000-4000-8000-000000000000" }) { flow { uuid } } }';
const VIEWER = JSON.stringify({ query: '{ viewer { uuid } }' });

function lines(...all: string[]): string {
  return `${all.join('\r\n')}\r\n\r\n`;
}

/** A POST by hand, whose head and body are as given. */
const posted = (head: string[], body: string) =>
  lines('POST /graphql HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...head) + body;

const INNER = lines('GET /webhooks/getsales/smuggled HTTP/1.1', 'Host: x');

/** What is read in two ways by two servers: the connection must end with one refusal, and nothing else be answered. */
const smuggled = (id: string, tries: string, bytes: string): Attack => ({
  id: `smuggling-${id}`,
  tries,
  result: '400, and the connection is closed: what follows is not read',
  async run(target) {
    const answer = await target.raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/^HTTP\/1\.1/gm)).toHaveLength(1);
  },
});

/** Requests of which `head` and `status` are all that counts. */
const answered = (id: string, tries: string, status: number, bytes: string, more: Partial<Attack> = {}): Attack => ({
  id,
  tries,
  result: String(status),
  async run(target) {
    expect(await target.raw(bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  },
  ...more,
});

const get = (path: string, ...head: string[]) => lines(`GET ${path} HTTP/1.1`, 'Connection: close', ...head);

const forged = (id: string, tries: string, host: string): Attack =>
  answered(id, tries, 403, get(QUERY, `Host: ${host}`), { on: 'open' });

async function postByForm(target: Target, type: string, body: string) {
  const headers = { 'content-type': type, origin: 'https://evil.example', ...target.keyed };
  return target.post(body, headers);
}

const form = (id: string, type: string, body: string): Attack => ({
  id: `csrf-${id}`,
  tries: `a form of another page, as \`${type.split(';')[0]}\``,
  result: '415',
  async run(target) {
    expect((await postByForm(target, type, body)).status).toBe(415);
  },
});

const foreignPage = (id: string, tries: string, headers: Record<string, string>): Attack => ({
  id: `csrf-${id}`,
  tries,
  result: '403, in mode `open`',
  on: 'open',
  async run(target) {
    expect((await target.get(QUERY, { headers })).status).toBe(403);
    expect((await target.post(VIEWER, headers)).status).toBe(403);
  },
});

export const HTTP: Attack[] = [
  smuggled(
    'cl-te',
    'a length and chunks',
    posted(['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${INNER}`),
  ),
  smuggled(
    'te-cl',
    'chunks and a length',
    posted(['Transfer-Encoding: chunked', 'Content-Length: 40'], `0\r\n\r\n${INNER}`),
  ),
  smuggled('two-lengths', 'two lengths', posted(['Content-Length: 2', 'Content-Length: 60'], `{}${INNER}`)),
  smuggled('list-of-lengths', 'two lengths in one header', posted(['Content-Length: 2, 60'], `{}${INNER}`)),
  smuggled('signed-length', 'a length with a sign', posted(['Content-Length: +2'], `{}${INNER}`)),
  smuggled('huge-length', 'a length beyond 2^64', posted(['Content-Length: 18446744073709551618'], `{}${INNER}`)),
  smuggled(
    'odd-encoding',
    'an encoding that only resembles chunks',
    posted(['Transfer-Encoding: xchunked'], `0\r\n\r\n${INNER}`),
  ),
  smuggled(
    'two-encodings',
    'chunks that are not the last encoding',
    posted(['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${INNER}`),
  ),
  smuggled(
    'space-before-colon',
    'a space before a colon',
    posted(['Transfer-Encoding : chunked'], `0\r\n\r\n${INNER}`),
  ),
  smuggled('folded', 'a header over two lines', posted(['X-A: a', ' Content-Length: 60'], `{}${INNER}`)),
  smuggled('bare-cr', 'a carriage return within a header', posted(['X-A: a\rContent-Length: 60'], `{}${INNER}`)),
  smuggled(
    'chunk-size',
    'a chunk size beyond 2^64',
    posted(['Transfer-Encoding: chunked'], `10000000000000002\r\n{}\r\n0\r\n\r\n${INNER}`),
  ),
  smuggled(
    'chunk-garbage',
    'a chunk size that is no number',
    posted(['Transfer-Encoding: chunked'], `0x2\r\n{}\r\n0\r\n\r\n${INNER}`),
  ),
  smuggled('http2', 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  form('form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(MUTATION)}`),
  form('text', 'text/plain', JSON.stringify({ query: MUTATION })),
  form('no-type', '', JSON.stringify({ query: MUTATION })),
  {
    id: 'csrf-get-mutation',
    tries: 'a mutation by GET, as an image of another page sends it',
    result: '405',
    async run(target) {
      const { status } = await target.get(`/graphql?query=${encodeURIComponent(MUTATION)}`, { headers: target.keyed });
      expect(status).toBe(405);
    },
  },
  {
    id: 'csrf-method-override',
    tries: 'a mutation by GET with `X-HTTP-Method-Override: POST`',
    result: '405',
    async run(target) {
      const headers = { ...target.keyed, 'x-http-method-override': 'POST' };
      expect((await target.get(`/graphql?query=${encodeURIComponent(MUTATION)}`, { headers })).status).toBe(405);
    },
  },
  foreignPage('origin', 'a script of a page that is not listed', { origin: 'https://evil.example' }),
  foreignPage('null-origin', 'a page without an origin, such as a file', { origin: 'null' }),
  foreignPage('look-alike', 'an origin that begins like a listed one', { origin: `${LISTED_ORIGIN}.evil.example` }),
  foreignPage('site', 'an image of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }),
  foreignPage('port', 'a page of another port of this machine', { 'sec-fetch-site': 'same-site' }),
  {
    id: 'csrf-preflight',
    tries: 'the preflight of an origin that is not listed, with a line break in what it asks for',
    result: 'Nothing is allowed',
    async run(target) {
      const headers = { origin: 'https://evil.example', 'access-control-request-headers': 'authorization' };
      const answer = await target.get('/graphql', { method: 'OPTIONS', headers });
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  },
  forged('rebinding-host', 'a foreign name that leads to this machine', 'evil.example'),
  forged('rebinding-suffix', 'a name that begins like this machine', '127.0.0.1.evil.example'),
  forged('rebinding-login', 'this machine as the login of another host', '127.0.0.1:80@evil.example'),
  answered(
    'rebinding-target',
    'a foreign host in the target, this machine in Host',
    403,
    get(`http://evil.example${QUERY}`, 'Host: 127.0.0.1'),
    { on: 'open' },
  ),
  answered(
    'rebinding-forwarded',
    'this machine in X-Forwarded-Host, a foreign one in Host',
    403,
    get(QUERY, 'Host: evil.example', 'X-Forwarded-Host: 127.0.0.1'),
    { on: 'open' },
  ),
  answered('rebinding-metrics', 'the metrics under a foreign name', 404, get('/metrics', 'Host: evil.example')),
  answered(
    'path-metrics',
    'the metrics through a proxy on this machine',
    404,
    get('/metrics', 'Host: 127.0.0.1', 'X-Forwarded-For: 203.0.113.9'),
  ),
  answered('path-file', 'a file outside of GraphiQL', 404, get('/graphiql/../../../package.json', 'Host: x')),
  answered('path-encoded-file', 'the same, encoded', 404, get('/graphiql/%2e%2e/%2e%2e/package.json', 'Host: x')),
  answered('path-backslash', 'the same by backslashes', 404, get('/graphiql/..\\..\\package.json', 'Host: x')),
  answered('path-slashes', 'a path that begins with two slashes', 404, get('//evil.example/%2f..', 'Host: x')),
  answered('path-nul', 'a NUL in the path', 404, get('/graphiql/%00.js', 'Host: x')),
  {
    id: 'path-webhook-guesses',
    tries: '200 guesses of the path of webhooks: parts, cases, encodings and lengths of the right one',
    result: '404, as if there were none',
    async run(target) {
      const parts = Array.from(
        { length: 190 },
        (_, i) => WEBHOOK_SECRET.slice(0, i % 24) + 'x'.repeat(Math.floor(i / 24)),
      );
      const others = [
        `${WEBHOOK_SECRET}%00`,
        WEBHOOK_SECRET.toUpperCase(),
        `${WEBHOOK_SECRET}/`,
        `%20${WEBHOOK_SECRET}`,
        `${WEBHOOK_SECRET}%2e`,
        '%',
        '%ff',
        '..%2f',
      ];
      const guess = async (secret: string) =>
        (await target.get(`/webhooks/getsales/${secret}`, { method: 'POST', body: '{}' })).status;
      for (const secret of [...parts, ...others]) expect(await guess(secret)).toBe(404);
    },
  },
  {
    id: 'webhook-bodies',
    tries: 'hostile bodies with the right secret: nested, cut, of 2 MB, with line breaks in the name of the event',
    result: 'Answered or refused; a hint at the most, and the log keeps its lines',
    async run(target) {
      const path = `/webhooks/getsales/${WEBHOOK_SECRET}`;
      const bodies = [
        '[',
        '['.repeat(200_000),
        '{"event_name":"a\\n{\\"level\\":\\"fatal\\"}"}',
        '{"body":{"event_name":{"__proto__":1}}}',
        ' '.repeat(2_000_000),
      ];
      const statuses = [];
      for (const body of bodies) statuses.push((await target.get(path, { method: 'POST', body })).status);
      expect(statuses).toEqual([200, 200, 200, 200, 413]);
      expect(target.log.join('')).not.toContain('fatal');
    },
  },
  {
    id: 'webhook-flood',
    tries: '1,000 webhooks while nobody listens',
    result: 'GetSales is not asked',
    async run(target) {
      const path = `/webhooks/getsales/${WEBHOOK_SECRET}`;
      await times(1_000, async () => {
        expect((await target.get(path, { method: 'POST', body: '{}' })).status).toBe(200);
      });
    },
  },
  {
    id: 'log-request-id',
    tries: 'quotes, control characters and 10,000 characters in `x-request-id`',
    result: 'Replaced: neither log nor answer has them',
    async run(target) {
      for (const id of ['","level":"fatal","x":"', '\u001b[2Jx', 'a b', 'x'.repeat(10_000), '$(id)']) {
        const answer = await target.raw(get(QUERY, 'Host: x', `X-Request-Id: ${id}`));
        expect(answer).not.toContain(id);
        expect(target.log.join('')).not.toContain(id);
      }
    },
  },
  {
    id: 'log-names',
    tries: 'an operation name of 100,000 characters, and client names with line breaks and escapes',
    result: 'Cut and cleaned in the log',
    async run(target) {
      const evil = '\u009b31m"},{"level":"fatal"}\u0085x';
      const names = { 'apollographql-client-name': evil, 'graphql-client-version': 'v'.repeat(5_000) };
      await target.post({ query: `query ${'n'.repeat(100_000)} { __typename }` }, names);
      for (const line of target.log) expect(line.length).toBeLessThan(2_000);
      expect(target.log.join('')).not.toMatch(/fatal"\}|[\u0080-\u009f]/);
    },
  },
  {
    id: 'header-splitting',
    tries: 'encoded line breaks in the URL and in headers that are sent back',
    result: 'No header of the answer comes from them',
    async run(target) {
      const bytes = lines(
        'OPTIONS /graphql?a=%0d%0aX-Evil:%201 HTTP/1.1',
        'Host: x',
        'Connection: close',
        `Origin: ${LISTED_ORIGIN}`,
        'Access-Control-Request-Headers: a%0d%0aX-Evil: 1, \xff',
      );
      const answer = await target.raw(bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 204 /);
      expect(answer).not.toMatch(/^x-evil/im);
    },
  },
  {
    id: 'header-team',
    tries: 'other characters than ASCII, and 15,000 of them, in `Team-ID` and the key',
    result: 'Refused with a code, by GetSales or before it',
    mayAsk: true,
    async run(target) {
      for (const head of [
        [`Authorization: ${target.keyed.authorization}`, 'Team-ID: \xff\t1'],
        [`Authorization: Bearer ${'\xfe'.repeat(15_000)}`],
      ]) {
        const answer = await target.raw(
          posted(['Connection: close', `Content-Length: ${VIEWER.length}`, ...head], VIEWER),
        );
        expect(answer).toMatch(/"code":"(FORBIDDEN|UNAUTHENTICATED|BAD_USER_INPUT)"/);
      }
    },
  },
];
