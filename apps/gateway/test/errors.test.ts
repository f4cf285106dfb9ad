import type { FaultInput } from '@getsales-gateway/sandbox';
import { schema } from '@getsales-gateway/schema';
import { expect, it, onTestFinished } from 'vitest';
import { type StackOptions, startStack } from './stack.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const READ = '{ leads(first: 1) { totalCount } }';
const WRITE = `mutation { deleteLead(input: { leadId: "${NOBODY}" }) { deletedLeadId } }`;

it.each([
  ['GRAPHQL_PARSE_FAILED', '{ leads('],
  ['GRAPHQL_VALIDATION_FAILED', '{ nothingOfTheKind }'],
  ['GRAPHQL_VALIDATION_FAILED', 'query A { __typename } query B { __typename }'],
  ['BAD_USER_INPUT', '{ leads(first: -1) { totalCount } }'],
  ['BAD_USER_INPUT', '{ lead(id: "not an id") { uuid } }'],
  ['BAD_USER_INPUT', 'query ($first: Int) { leads(first: $first) { totalCount } }'],
  ['NOT_FOUND', WRITE],
])('answers %s to %s', async (code, document) => {
  await using stack = await startStack();
  const { errors } = await stack.query(document, { first: 'many' });
  expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([code]);
});

const status = (status: number): FaultInput => ({ kind: 'status', status, headers: { 'retry-after': '7' } });
const impatient = { env: { UPSTREAM_TIMEOUT_MS: '50' } };
const nowhere = { env: { GETSALES_API_URL: 'http://127.0.0.1:1' } };

it.each<[string, FaultInput | undefined, StackOptions?]>([
  ['BAD_USER_INPUT', status(400)],
  ['BAD_USER_INPUT', status(422)],
  ['UNAUTHENTICATED', status(401)],
  ['PAYMENT_REQUIRED', status(402)],
  ['FORBIDDEN', status(403)],
  ['CONFLICT', status(409)],
  ['RATE_LIMITED', status(429)],
  ['UPSTREAM_ERROR', status(500)],
  ['UPSTREAM_UNAVAILABLE', status(502)],
  ['UPSTREAM_UNAVAILABLE', { kind: 'html', status: 503 }],
  ['UPSTREAM_TIMEOUT', status(504)],
  ['UPSTREAM_TIMEOUT', { kind: 'hang' }, impatient],
  ['UPSTREAM_UNAVAILABLE', { kind: 'reset' }],
  ['UPSTREAM_UNAVAILABLE', undefined, nowhere],
])(
  'answers a mutation with %s and HTTP 200, without anything that makes a router repeat it: %j',
  async (code, fault, options) => {
    await using stack = await startStack(options);
    if (fault) stack.sandbox.faults.add(fault);
    const response = await stack.post({ query: WRITE }, { headers: { accept: 'application/graphql-response+json' } });
    expect(await response.json()).toMatchObject({ data: { deleteLead: null }, errors: [{ extensions: { code } }] });
    expect(response.status).toBe(200);
    expect(response.headers.has('retry-after')).toBe(false);
  },
);

it.each<[string, FaultInput]>([
  ['UPSTREAM_ERROR', { kind: 'empty' }],
  ['UPSTREAM_ERROR', { kind: 'broken-json' }],
  ['UPSTREAM_ERROR', { kind: 'foreign-body', body: [] }],
])('answers a query with %s: %j', async (code, fault) => {
  await using stack = await startStack();
  stack.sandbox.faults.add(fault);
  expect(await stack.query(READ)).toMatchObject({ data: { leads: null }, errors: [{ extensions: { code } }] });
});

it('says how long to wait when the upstream is rate limited', async () => {
  await using stack = await startStack();
  stack.sandbox.faults.add(status(429));
  const { errors } = await stack.query(READ);
  expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
  // What is left of the seven seconds.
  const waitMs = Number(errors?.[0]?.extensions?.['retryAfterMs']);
  expect(waitMs).toBeGreaterThan(0);
  expect(waitMs).toBeLessThanOrEqual(7000);
});

it('names the fields that the upstream refuses', async () => {
  await using stack = await startStack();
  const body = { error: { data: { 'lead.work_email': ['Not an address.'] } } };
  stack.sandbox.faults.add({ kind: 'status', status: 422, body });
  const { errors } = await stack.query(WRITE);
  expect(errors?.[0]?.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    fields: { 'lead.workEmail': ['Not an address.'] },
  });
});

it('hides an unexpected error in the answer and in the log, and gives both the same id', async () => {
  const { viewer } = schema.getQueryType()?.getFields() ?? {};
  const { resolve } = viewer ?? {};
  // No input and no answer of the upstream makes a bug, so the test brings its own.
  Object.assign(viewer ?? {}, {
    resolve: () => JSON.parse('{ "firstName": Anna }'),
  });
  onTestFinished(() => void Object.assign(viewer ?? {}, { resolve }));
  await using stack = await startStack();
  const response = await stack.post({ query: '{ viewer { uuid } }' });
  const requestId = response.headers.get('x-request-id');
  expect(await response.json()).toEqual({
    data: { viewer: null },
    errors: [
      {
        message: 'Unexpected error.',
        locations: [expect.anything()],
        path: ['viewer'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      },
    ],
  });
  const line = stack.log.find((entry) => entry.includes('"level":"error"'));
  expect(line).toContain(requestId);
  expect(line).not.toContain('Anna');
});
