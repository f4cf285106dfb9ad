import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { type Attack, refused } from './attack.ts';

const BAD = 'BAD_USER_INPUT';
const EXPENSIVE = 'QUERY_TOO_EXPENSIVE';
const REFERENCES = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Lead { name } } }';

const body = (id: string, tries: string, bytes: object | string | Buffer, status = 400, code = BAD) =>
  refused(`body-${id}`, tries, bytes, code, { status });

const references = (count: number, typename = 'Lead') =>
  Array.from({ length: count }, () => ({ __typename: typename, uuid: crypto.randomUUID() }));

const bomb = () => gzipSync(Buffer.alloc(50_000_000, ' '));

const nestedJson = (property: string) =>
  `{"query":"{ __typename }","${property}":${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}}`;

/** A form as a client sends it that uploads a file, without a key. */
async function formOf(parts: Record<string, string>, more = 0): Promise<[body: Buffer, type: string]> {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  form.append('0', new File(['x'], '../../etc/passwd'));
  for (let i = 0; i < more; i++) form.append(`f${i}`, '');
  const encoded = new Response(form);
  return [Buffer.from(await encoded.arrayBuffer()), encoded.headers.get('content-type') ?? ''];
}

const UPLOAD = JSON.stringify({
  query: 'mutation ($file: File!) { uploadAttachment(file: $file) { outcome } }',
  variables: { file: null },
});
const MAP = '{"0":["variables.file"]}';
const PREFLIGHTED = { 'graphql-require-preflight': '1' };

/** Bodies that are no GraphQL request, or far too much of one. */
export const BODIES: Attack[] = [
  body('empty', 'no body', ''),
  body('null', '`null`', 'null'),
  body('text', 'a text in the place of an object', '"{ __typename }"'),
  body('cut', 'JSON that is cut off', '{"query":"{ __type'),
  body('batch', 'a batch of 1,000 operations', Array(1_000).fill({ query: '{ viewer { uuid } }' })),
  body('number', 'a number as query', { query: 1 }),
  body('list', 'a list as variables', { query: '{ __typename }', variables: [1] }),
  body('utf16', 'a body in UTF-16', Buffer.from('{"query":"{ __typename }"}', 'utf16le')),
  body(
    'overlong',
    'quotes as overlong UTF-8',
    Buffer.from('{\xc0\xa2query\xc0\xa2:\xc0\xa2{ __typename }\xc0\xa2}', 'latin1'),
  ),
  body('large', 'a body of 2 MB', `{"query":"{ __typename ${' '.repeat(2_000_000)} }"}`, 413, EXPENSIVE),
  body('nested-list', '500,000 nested lists', `${'['.repeat(500_000)}${']'.repeat(500_000)}`),
  refused('body-nested-variables', '150,000 nested objects in variables', nestedJson('variables'), BAD),
  {
    id: 'body-nested-extensions',
    tries: 'the same in extensions, and in a property that nobody knows',
    result: 'Answered: neither is read',
    async run(target) {
      for (const property of ['extensions', 'anything']) {
        expect((await target.post(nestedJson(property))).text).toBe('{"data":{"__typename":"Query"}}');
      }
    },
  },
  {
    id: 'body-invalid-utf8',
    tries: 'bytes that are no UTF-8 within a text',
    result: 'Read as replacement characters; refused as the invalid document that this is',
    async run(target) {
      const bytes = Buffer.from('{"query":"{ \xff\xfe\xed\xa0\x80 }"}', 'latin1');
      expect((await target.post(bytes)).codes).toEqual(['GRAPHQL_PARSE_FAILED']);
    },
  },
  {
    id: 'body-endless',
    tries: 'a chunked body that does not end',
    result: '413 `QUERY_TOO_EXPENSIVE` after 1 MB',
    async run(target) {
      const chunk = `${(65_536).toString(16)}\r\n${' '.repeat(65_536)}\r\n`;
      const answer = await target.raw(
        'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
        chunk.repeat(20),
        '0\r\n\r\n',
      );
      expect(answer).toMatch(/^HTTP\/1\.1 413 .*QUERY_TOO_EXPENSIVE/s);
    },
  },
  {
    id: 'body-zip-bomb',
    tries: '50 MB of spaces, packed by gzip, also twice',
    result: '415: no body is unpacked',
    async run(target) {
      for (const [encoding, bytes] of [
        ['gzip', bomb()],
        ['gzip, gzip', gzipSync(bomb())],
        ['br', bomb()],
        ['deflate', bomb()],
      ] as const) {
        expect((await target.post(bytes, { 'content-encoding': encoding })).status).toBe(415);
      }
    },
  },
  refused('entities-flood', '10,001 references', { query: REFERENCES, variables: { r: references(10_001) } }, BAD),
  {
    id: 'entities-without-key',
    tries: '10,000 references without a key',
    result: '`UNAUTHENTICATED`, with less than 4 MB',
    async run(target) {
      const { codes, text } = await target.post({ query: REFERENCES, variables: { r: references(10_000) } });
      expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED']));
      expect(text.length).toBeLessThan(4_000_000);
    },
  },
  {
    id: 'entities-unknown',
    tries: '10,000 references to a type that does not exist',
    result: '`BAD_USER_INPUT`, with less than 4 MB',
    async run(target) {
      const { codes, text } = await target.post({ query: REFERENCES, variables: { r: references(10_000, 'Nobody') } });
      expect(new Set(codes)).toEqual(new Set([BAD]));
      expect(text.length).toBeLessThan(4_000_000);
    },
  },
  {
    id: 'entities-with-key',
    tries: '10,000 references to leads that do not exist, with a key',
    result: 'Null or refused, with at most 300 requests to GetSales: its budget of a minute',
    mayAsk: true,
    async run(target) {
      const { status } = await target.post({ query: REFERENCES, variables: { r: references(10_000) } }, target.keyed);
      expect(status).toBe(200);
      expect(target.sandbox.requests.length).toBeLessThanOrEqual(300);
    },
  },
  {
    id: 'form-page',
    tries: 'a form with a file, of a page that cannot send other headers',
    result: '415',
    on: 'open',
    async run(target) {
      const [bytes, type] = await formOf({ operations: UPLOAD, map: MAP });
      expect((await target.post(bytes, { 'content-type': type })).status).toBe(415);
    },
  },
  {
    id: 'form-paths',
    tries: 'paths of a form that lead to prototypes, into the query and nowhere',
    result: '400 `BAD_USER_INPUT`',
    async run(target) {
      const paths = [
        'variables.__proto__.x',
        'variables.constructor.prototype',
        'query',
        'operations',
        '__proto__',
        '',
      ];
      for (const path of paths) {
        const [bytes, type] = await formOf({ operations: UPLOAD, map: JSON.stringify({ 0: [path] }) });
        const answer = await target.post(bytes, { 'content-type': type, ...PREFLIGHTED });
        expect([answer.status, answer.codes]).toEqual([400, [BAD]]);
      }
    },
  },
  {
    id: 'form-parts',
    tries: 'a form of 50,000 fields',
    result: '`UNAUTHENTICATED`, as a form of three',
    async run(target) {
      const [bytes, type] = await formOf({ operations: UPLOAD, map: MAP }, 50_000);
      const { codes } = await target.post(bytes, { 'content-type': type, ...PREFLIGHTED });
      expect(codes).toEqual(['UNAUTHENTICATED']);
    },
  },
];
