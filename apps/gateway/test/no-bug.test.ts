import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { JSON_TYPE } from './adapter.ts';
import { type Stack, startStack } from './stack.ts';

const UUID = '00000000-0000-4000-8000-000000000000';
const patient = { env: { UPSTREAM_REQUESTS_PER_MINUTE: '100000' } };

/** Nothing that a caller sends is a bug of the gateway: no such answer, and no such line. */
async function expectNoBug(stack: Stack, answers: readonly string[]): Promise<void> {
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) expect(answer).not.toMatch(/INTERNAL_SERVER_ERROR|^HTTP\/1\.1 5/);
  expect(stack.log.filter((line) => /"level":"error"/.test(line))).toEqual([]);
  expect(await stack.query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
}

const DOCUMENTS = [
  'query ($v: ID!) { lead(id: $v) { id name } }',
  'query ($v: ID!) { node(id: $v) { id } }',
  'query ($v: [ID!]!) { nodes(ids: $v) { id } }',
  'query ($v: String) { messages(first: 1, search: $v) { totalCount } }',
  'query ($v: String) { leads(first: 1, after: $v) { totalCount } }',
  'query ($v: String) { messages(last: 1, before: $v) { totalCount } }',
  'query ($v: Int) { leads(first: $v) { totalCount } }',
  'query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }',
  'query ($v: DateTime) { leads(first: 1, filter: { createdAt: { gte: $v } }) { totalCount } }',
  'query ($v: ID) { leads(first: 1, filter: { listId: $v }) { totalCount } }',
  'query ($v: [ID!]) { leads(first: 1, filter: { tagIds: $v }) { totalCount } }',
  'query ($v: String!) { findLead(by: { linkedin: $v }) { id } }',
  'query ($v: String!) { findLead(by: { nameAndCompany: { name: $v, companyName: $v } }) { id } }',
  `mutation ($v: String) { sendMessage(input: { leadId: "${UUID}", senderProfileId: "${UUID}", text: $v, idempotencyKey: $v }) { replayed } }`,
  `mutation ($v: JSON) { upsertLead(input: { listId: "${UUID}", lead: {}, customFields: $v }) { lead { id } } }`,
  'mutation ($v: ID!) { deleteLead(input: { leadId: $v }) { deletedLeadId } }',
  'query ($v: Boolean!) { __typename @skip(if: $v) }',
  'query ($v: String!) { __type(name: $v) { name } }',
];

const VALUES = [
  ...[
    '',
    ' ',
    '\0',
    '\u{1F600}',
    'a'.repeat(100_000),
    '%',
    '../..',
    '\n',
    UUID,
    'TGVhZDp4',
    '====',
    '__proto__',
    'constructor',
  ],
  ...[
    -1,
    0,
    1.5,
    1e300,
    2 ** 53,
    true,
    null,
    [],
    [null],
    [[]],
    {},
    { a: 1 },
    JSON.parse('{ "__proto__": 1 }'),
    { length: 3 },
  ],
];

it.each(DOCUMENTS)('never answers a variable with INTERNAL_SERVER_ERROR: %s', async (query) => {
  await using stack = await startStack(patient);
  const answers: string[] = [];
  for (const value of VALUES) {
    const asReference = [
      { __typename: 'Lead', uuid: value },
      { __typename: value, id: value },
    ];
    for (const v of [value, asReference]) answers.push(await (await stack.post({ query, variables: { v } })).text());
  }
  await expectNoBug(stack, answers);
});

it('never answers a body with INTERNAL_SERVER_ERROR', async () => {
  await using stack = await startStack(patient);
  const texts = [
    ...[
      '',
      ' ',
      '#',
      '\uFEFF{__typename}',
      'fragment f on Query { __typename }',
      'type A { a: Int }',
      'subscription { a }',
    ],
    ...['{ ...f } fragment f on Query { ...f }', '{ __typename @include(if: true) @include(if: false) }'],
    ...[
      '{ leads(first: 99999999999) { totalCount } }',
      '{ leads(first: null, orderBy: null, filter: null) { totalCount } }',
    ],
    ...['{ _entities(representations: [1, null, "x", [], {}]) { __typename } }', 'query A { a } query B { b }'],
  ];
  const bodies = [
    ...VALUES,
    ...texts.map((query) => ({ query })),
    { query: '{ __typename }', operationName: '\ud83d' },
  ];
  const answers: string[] = [];
  for (const body of bodies) {
    for (const accept of [
      'application/json',
      'application/graphql-response+json',
      'text/event-stream',
      'multipart/mixed',
    ]) {
      const init = {
        method: 'POST',
        headers: { 'content-type': JSON_TYPE, accept },
        body: JSON.stringify(body),
      };
      answers.push(await (await fetch(stack.url, init)).text());
    }
  }
  await expectNoBug(stack, answers);
});

/** The head and the beginning of the body that come back for a request as it is written. */
async function send(stack: Stack, request: string): Promise<string> {
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  socket.write(Buffer.from(request, 'latin1'));
  const [answer] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  socket.destroy();
  return String(answer);
}

const BODY = '{ "query": "{ viewer { uuid } }" }';

it('never answers a header with INTERNAL_SERVER_ERROR', async () => {
  await using stack = await startStack(patient);
  const key = `Authorization: Bearer ${stack.sandbox.apiKey}\r\n`;
  const heads = [
    ...[
      'Authorization: Bearer k\xe9y',
      `Authorization: Bearer ${'x'.repeat(8000)}`,
      'Authorization: Bearer a\tb',
      'Accept: ;;;,',
    ],
    ...[`${key}Team-ID: \xe9`, `${key}Team-ID: a b`, `${key}Team-ID: 1\r\nTeam-ID: 2`, `${key}Authorization: Bearer b`],
    ...[
      'Accept: \xff',
      'Content-Encoding: ',
      'Priority: \xff',
      'X-Forwarded-For: ,,',
      'Origin: \xff',
      'Expect: 100-continue',
    ],
  ];
  const answers: string[] = [];
  for (const head of heads) {
    const request = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: ${BODY.length}\r\n`;
    answers.push(await send(stack, `${request}${head}\r\n\r\n${BODY}`));
  }
  await expectNoBug(stack, answers);
});

it.each([
  ['GET /graphql?query={__typename} HTTP/1.1', 200],
  ['GET http://proxied.example/graphql?query={__typename} HTTP/1.1', 200],
  ['GET /graphql?query={__typename}&variables=[ HTTP/1.1', 400],
  ['GET /graphql?query={__typename}&variables=5 HTTP/1.1', 400],
  ['GET //graphql HTTP/1.1', 404],
  ['GET http://proxied.example/other HTTP/1.1', 404],
  ['GET * HTTP/1.1', 400],
  ['TRACE /graphql HTTP/1.1', 405],
])('answers %s with %i', async (line, status) => {
  await using stack = await startStack();
  const answer = await send(stack, `${line}\r\nHost: x\r\n\r\n`);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  await expectNoBug(stack, [answer]);
});
