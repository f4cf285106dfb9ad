import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

/** References of a router, and lists of ids, whatever they hold. */

const NOBODY = '00000000-0000-4000-8000-000000000000';
const globalId = (type: string, uuid: string) => Buffer.from(`${type}:${uuid}`).toString('base64');
const BAD = 'BAD_USER_INPUT';
const NO_KEY = { authorization: '' };
const ENTITIES = 'query ($references: [_Any!]!) { _entities(representations: $references) { __typename ...lead } } ';
const LEAD = 'fragment lead on Lead { name }';

it.each([
  ['a type that the graph lacks', { __typename: 'A', uuid: NOBODY }],
  ['a type that is no entity', { __typename: 'LeadConnection', uuid: NOBODY }],
  ['an interface', { __typename: 'Node', id: globalId('Lead', NOBODY) }],
  ['a scalar', { __typename: 'String', id: 'x' }],
  ['no type', { uuid: NOBODY }],
  ['a type that is no string', { __typename: 7, uuid: NOBODY }],
  ['a type that every object has a property of', { __typename: 'constructor', uuid: NOBODY }],
  ['no key', { __typename: 'Lead' }],
  ['a key that is null', { __typename: 'Lead', uuid: null }],
  ['a key that is a number', { __typename: 'Lead', uuid: 7 }],
  ['a key that is an object', { __typename: 'Lead', id: { uuid: NOBODY } }],
  ['a key that is no UUID', { __typename: 'Lead', uuid: 'x' }],
  ['the global ID of another type', { __typename: 'Lead', id: globalId('Flow', NOBODY) }],
  ['keys that differ', { __typename: 'Lead', uuid: NOBODY, id: globalId('Lead', NOBODY.replace('4', '5')) }],
  ['text', 'Lead'],
  ['a list', [{ __typename: 'Lead', uuid: NOBODY }]],
])('refuses a reference with %s in its own place, with and without a key', async (_what, bad) => {
  await using stack = await startStack({ sandbox: { size: { leads: 2 } } });
  const [one, other] = stack.sandbox.world.leads.all();
  const good = [one, other].map((lead) => ({ __typename: 'Lead', uuid: lead?.uuid }));
  const references = [good[0], bad, good[1]];
  const { data, errors } = await stack.query(ENTITIES + LEAD, { references });
  expect(data).toEqual({
    _entities: [{ __typename: 'Lead', name: one?.name }, null, { __typename: 'Lead', name: other?.name }],
  });
  expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: BAD } }]);

  const keyless = await stack.query(ENTITIES + LEAD, { references }, NO_KEY);
  expect(keyless.data).toEqual({ _entities: [null, null, null] });
  expect(keyless.errors?.map(({ path, extensions }) => [path?.at(-1), extensions?.['code']]).toSorted()).toEqual([
    [0, 'UNAUTHENTICATED'],
    [1, BAD],
    [2, 'UNAUTHENTICATED'],
  ]);
});

it.each(['GET', 'POST'])(
  'answers two bad references that once ended the process, by %s without a key',
  async (method) => {
    await using stack = await startStack();
    const query = '{_entities(representations:[{__typename:"Lead",uuid:"x"},{__typename:"A"}]){__typename}}';
    for (let round = 0; round < 3; round++) {
      const response = await (method === 'GET'
        ? fetch(`${stack.url}?query=${encodeURIComponent(query)}`)
        : stack.post({ query }, { headers: NO_KEY }));
      const { data, errors } = (await response.json()) as Awaited<ReturnType<typeof stack.query>>;
      expect(data).toEqual({ _entities: [null, null] });
      expect(errors).toMatchObject([{ extensions: { code: BAD } }, { extensions: { code: BAD } }]);
    }
  },
);

it('answers whatever references come, each in its own place, and never with a bug of ours', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 3 }, dialect: { requestsPerMinute: null } } });
  const uuids = stack.sandbox.world.leads.all().map(({ uuid }) => uuid);
  const typename = fc.oneof(
    fc.constantFrom('Lead', 'Message', 'Flow', 'GetSalesUser', 'LeadTag', 'Query', '_Entity'),
    fc.string(),
  );
  const key = fc.oneof(fc.constantFrom(...uuids, NOBODY, globalId('Lead', NOBODY)), fc.jsonValue());
  const reference = fc.oneof(
    fc.record({ __typename: typename, uuid: key }, { requiredKeys: [] }),
    fc.record({ __typename: typename, id: key }, { requiredKeys: [] }),
    fc.jsonValue().filter((value) => value !== null),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(reference, { maxLength: 5 }), fc.boolean(), async (references, hasKey) => {
      const { data, errors = [] } = await stack.query<{ _entities: unknown[] }>(
        ENTITIES + LEAD,
        { references },
        hasKey ? {} : NO_KEY,
      );
      expect(data?._entities).toHaveLength(references.length);
      const codes = new Set(errors.map(({ extensions }) => extensions?.['code']));
      expect([BAD, 'UNAUTHENTICATED']).toEqual(expect.arrayContaining([...codes]));
    }),
    { numRuns: 150 },
  );
});

it('takes more references than one request can ask for, and refuses an absurd number at once', async () => {
  await using stack = await startStack({ env: { UPSTREAM_REQUESTS_PER_MINUTE: '300' } });
  const leads = stack.sandbox.world.leads.all();
  const many = Array.from({ length: 1_000 }, (_, index) => ({
    __typename: 'Lead',
    uuid: leads[index % leads.length]?.uuid,
  }));
  const { data, errors } = await stack.query<{ _entities: unknown[] }>(ENTITIES + LEAD, { references: many });
  expect(errors).toBeUndefined();
  expect(data?._entities).toHaveLength(1_000);
  expect(stack.upstream).toHaveLength(3);
  const absurd = await stack.query(ENTITIES + LEAD, { references: Array(20_000).fill({ __typename: 'A' }) }, NO_KEY);
  expect(absurd.errors).toMatchObject([{ extensions: { code: BAD } }]);
});

it.each([
  ['query ($i: [ID!]!) { nodes(ids: $i) { id } }', '`ids`'],
  ['query ($i: [ID!]!) { leads(filter: { tagIds: $i }) { totalCount } }', '`filter.tagIds`'],
  ['query ($i: [ID!]!) { messages(filter: { leadIds: $i }) { totalCount } }', '`filter.leadIds`'],
  [
    `mutation ($i: [ID!]!) { cancelLeadFlows(input: { leadId: "${NOBODY}", flowIds: $i }) { lead { id } } }`,
    '`input.flowIds`',
  ],
  [
    `mutation ($i: [ID!]!) { sendMessage(input: { leadId: "${NOBODY}", senderProfileId: "${NOBODY}", text: "x", attachmentIds: $i }) { replayed } }`,
    '`input.attachmentIds`',
  ],
])('refuses more than a hundred ids once, without a key: %s', async (document, argument) => {
  await using stack = await startStack();
  for (const size of [101, 250_000]) {
    const { errors } = await stack.query(document, { i: Array(size).fill('a') }, NO_KEY);
    expect(errors).toMatchObject([{ message: expect.stringContaining(argument), extensions: { code: BAD } }]);
  }
  expect(stack.upstream).toEqual([]);
});

it('refuses more leads to create than it takes', async () => {
  await using stack = await startStack();
  const { errors } = await stack.query(
    'mutation ($input: CreateLeadsInput!) { createLeads(input: $input) { unconfirmed } }',
    {
      input: { listId: NOBODY, leads: Array(1_001).fill({ name: 'x' }) },
    },
  );
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/^`input\.leads` .*\b1000\b/), extensions: { code: BAD } },
  ]);
  expect(stack.upstream).toEqual([]);
});

it.each([
  '{ leads(filter: { tagIds: [] }) { totalCount } }',
  `{ leads(filter: { tagIds: null }) { totalCount } }`,
  '{ messages(filter: { leadIds: [] }) { totalCount } }',
])('takes an empty list in a filter for absence: %s', async (document) => {
  await using stack = await startStack();
  const all = await stack.query(document.replace(/\(.*\)/, ''));
  expect(await stack.query(document)).toEqual(all);
  expect(stack.upstream[1]).toBe(stack.upstream[0]);
});

it('refuses a walk without a key at once, however often its fragments spread each other', async () => {
  await using stack = await startStack();
  const chain = (type: string) =>
    Array.from({ length: 40 }, (_, index) => `fragment f${index} on ${type} { ...f${index + 1} ...f${index + 1} }`);
  const leaf = (type: string) => `fragment f40 on ${type} { __typename @skip(if: true) }`;
  for (const [query, type] of [
    ['{ leads { ...f0 } }', 'LeadConnection'],
    ['{ leads { nodes { ...f0 } } }', 'Lead'],
    [`{ lead(id: "${NOBODY}") { ...f0 } }`, 'Lead'],
    [
      `{ _entities(representations: [{ __typename: "Lead", uuid: "${NOBODY}" }]) { ...f0 ...l } } ${LEAD.replace('lead', 'l')}`,
      'Lead',
    ],
  ] as const) {
    const document = [query, ...chain(type), leaf(type)].join('\n');
    const { errors } = await stack.query(document, undefined, NO_KEY);
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  }
  expect(stack.upstream).toEqual([]);
});

/** Requests that come at once, each over an open connection of its own, as from a router's pool. */
async function askTogether(stack: Stack, bodies: readonly object[], keys: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(stack.url);
  const sockets = bodies.map(() => connect(Number(port), hostname));
  for (const socket of sockets) {
    socket.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(socket, 'readable');
  }
  for (const [index, body] of bodies.entries()) {
    const json = JSON.stringify(body);
    const head = [
      'POST /graphql HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      'accept: application/json',
      `authorization: Bearer ${keys[index] ?? stack.sandbox.apiKey}`,
      'connection: close',
      `content-length: ${Buffer.byteLength(json)}`,
    ];
    sockets[index]?.write([...head, '', json].join('\r\n'));
  }
  const answers = await Promise.all(sockets.map((socket) => text(socket)));
  return answers.join('\n');
}

const reference = (row: { uuid: string } | undefined) => ({
  query: ENTITIES + LEAD,
  variables: { references: [{ __typename: 'Lead', uuid: row?.uuid }] },
});

it('asks once for what several requests of a router refer to at the same time', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 5 } } });
  const leads = stack.sandbox.world.leads.all();
  const answers = await askTogether(stack, leads.map(reference), []);
  for (const lead of leads) expect(answers).toContain(JSON.stringify(lead.name));
  expect(answers).not.toContain('errors');
  expect(stack.upstream).toEqual(['POST /leads/api/leads/search']);
});

it('joins no references of other keys', async () => {
  await using stack = await startStack({
    sandbox: { size: { leads: 2 }, keys: { one: { teamId: 1 }, other: { teamId: 1 } } },
  });
  const leads = stack.sandbox.world.leads.all();
  await askTogether(stack, leads.map(reference), ['one', 'other']);
  expect(stack.upstream).toHaveLength(2);
  expect(stack.upstream.every((line) => line.startsWith('GET /leads/api/leads/'))).toBe(true);
});
