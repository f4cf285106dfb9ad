import { expect, it } from 'vitest';
import { type Collector, type ReceivedSpan, startCollector } from './collector.ts';
import { refuseSecrets, secretsOf } from './secrets.ts';
import { startSending } from './sending.ts';
import { startStack } from './stack.ts';

const toSettings = ({ url }: Collector) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
});

/** Spans as a tree of names, without those of other traces. */
function toTree(spans: readonly ReceivedSpan[], parentSpanId: string | undefined, indent = ''): string[] {
  return spans
    .filter((span) => span.parentSpanId === parentSpanId)
    .flatMap((span) => [indent + span.name, ...toTree(spans, span.spanId, `${indent}  `)]);
}

it('sends a span for the operation, each page and batch, and each upstream request, within the trace of the caller', async () => {
  await using collector = await startCollector();
  const [traceId, callerSpan] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const stack = await startStack({ env: toSettings(collector) });
  await stack.query(
    'query Inbox { leads(first: 3) { nodes { list { name } messages(first: 1) { nodes { text } } } } }',
    {},
    { traceparent: `00-${traceId}-${callerSpan}-01`, 'x-request-id': 'request-1', tracestate: 'other=secret-state' },
  );
  const upstreamHeaders = stack.sandbox.requests.map(({ traceparent }) => traceparent);
  await stack[Symbol.asyncDispose]();
  expect(toTree(collector.spans, callerSpan)).toEqual([
    'query Inbox',
    '  connection Query.leads',
    '    GET /leads/api/leads',
    '  references LeadList',
    '    GET /leads/api/lists',
    '  children Lead.messages',
    '    GET /flows/api/linkedin-messages',
    '    GET /flows/api/linkedin-messages',
    '    GET /flows/api/linkedin-messages',
  ]);
  expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const [operation] = collector.spans.filter(({ name }) => name === 'query Inbox');
  expect(operation).toMatchObject({
    kind: 2,
    attributes: { 'getsales_gateway.request_id': 'request-1', 'graphql.operation.name': 'Inbox' },
  });
  const attempts = collector.spans.filter(({ kind }) => kind === 3);
  expect(attempts[0]?.attributes).toMatchObject({
    'http.request.method': 'GET',
    'url.template': '/leads/api/leads',
    'http.response.status_code': 200,
    'http.request.resend_count': 0,
    'getsales_gateway.wait_ms': expect.any(Number),
  });
  expect(upstreamHeaders.toSorted()).toEqual(attempts.map(({ spanId }) => `00-${traceId}-${spanId}-01`).toSorted());
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'getsales-gateway', 'service.version': '0.1.0' });
  expect(JSON.parse(stack.log.find((line) => line.includes('"Inbox"')) ?? '')).toMatchObject({
    traceId,
    requestId: 'request-1',
  });
});

it('shows each attempt with its cause, and what was joined', async () => {
  await using collector = await startCollector();
  const stack = await startStack({ env: toSettings(collector) });
  stack.sandbox.faults.add({ kind: 'status', status: 503, times: 1 });
  await stack.query('query Again { leads(first: 1) { nodes { uuid } } }');
  stack.sandbox.faults.add({ kind: 'delay', ms: 200, times: 1 });
  await Promise.all([1, 2].map(() => stack.query('query Joined { leads(first: 2) { nodes { uuid } } }')));
  await stack.query('query Wrong { leads(first: -1) { nodes { uuid } } }');
  await stack[Symbol.asyncDispose]();
  const root = (name: string) => collector.spans.filter((span) => span.name === name);
  const within = ({ traceId }: ReceivedSpan) =>
    collector.spans.filter((span) => span.traceId === traceId && span.kind === 3);
  const again = within(root('query Again')[0] ?? expect.fail());
  expect(
    again.map(({ attributes, isError }) => [
      attributes['getsales_gateway.cause'],
      attributes['http.request.resend_count'],
      isError,
    ]),
  ).toEqual([
    ['failed', 0, true],
    ['answered', 1, false],
  ]);
  const joined = root('query Joined').map((span) => within(span).length);
  expect(joined.toSorted()).toEqual([0, 1]);
  expect(collector.spans.flatMap(({ events }) => events)).toEqual(['joined']);
  expect(root('query Wrong')[0]).toMatchObject({ isError: true, attributes: { 'error.type': 'BAD_USER_INPUT' } });
});

it('puts no key, id, text or e-mail address into a span', async () => {
  await using collector = await startCollector();
  const sending = await startSending({ env: toSettings(collector) });
  const { stack, send, thread } = sending;
  await send({ text: 'My dear Watson', idempotencyKey: 'an-idempotency-key' });
  await stack.query(
    '{ leads(first: 1, search: "sherlock@example.com") { nodes { uuid email messages { nodes { text } } } } }',
  );
  await stack.query(
    '{ viewer { uuid } }',
    {},
    { authorization: 'Bearer a-wrong-key-it-is', baggage: 'user=moriarty-was-here' },
  );
  const secrets = [
    ...secretsOf(stack.sandbox),
    'Watson',
    'idempotency-key',
    'sherlock',
    'a-wrong-key-it-is',
    'moriarty',
    thread.leadId,
  ];
  await sending[Symbol.asyncDispose]();
  expect(collector.spans.length).toBeGreaterThan(5);
  refuseSecrets(secrets, { 'A span': Buffer.concat(collector.bodies) });
});

it('sends protobuf unless it is told otherwise, and serves on where nothing collects', async () => {
  await using collector = await startCollector();
  const stack = await startStack({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
  await stack.query('query Binary { leads(first: 1) { nodes { uuid } } }');
  await stack[Symbol.asyncDispose]();
  expect(Buffer.concat(collector.bodies).toString('latin1')).toContain('query Binary');
  await using alone = await startStack({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' } });
  expect(await alone.query('{ leads(first: 1) { totalCount } }')).toEqual({ data: { leads: { totalCount: 300 } } });
});
