import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

const value = z.object({
  stringValue: z.string().optional(),
  intValue: z.number().optional(),
  doubleValue: z.number().optional(),
});
const attributes = z.array(z.object({ key: z.string(), value })).default([]);
const spanShape = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes,
  events: z.array(z.object({ name: z.string() })).default([]),
  status: z.object({ code: z.number().optional() }).default({}),
});
const exportShape = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(spanShape) })),
    }),
  ),
});

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: number;
  attributes: Record<string, string | number | undefined>;
  events: string[];
  isError: boolean;
}

/** A collector of traces, by OTLP over HTTP. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  /** What it was sent in JSON. */
  readonly spans: ReceivedSpan[];
  /** Attributes of the senders. */
  readonly resources: Record<string, string | number | undefined>[];
  /** All bodies as they came. */
  readonly bodies: Buffer[];
}

export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const resources: Collector['resources'] = [];
  const bodies: Buffer[] = [];
  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    bodies.push(body);
    if (req.url === '/v1/traces' && req.headers['content-type'] === 'application/json') {
      for (const { resource, scopeSpans } of exportShape.parse(JSON.parse(body.toString())).resourceSpans) {
        resources.push(toRecord(resource.attributes));
        spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(toSpan)));
      }
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    spans,
    resources,
    bodies,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function toSpan({ attributes: given, events, status, ...span }: z.infer<typeof spanShape>): ReceivedSpan {
  return {
    ...span,
    parentSpanId: span.parentSpanId || undefined,
    attributes: toRecord(given),
    events: events.map(({ name }) => name),
    isError: status.code === 2,
  };
}

function toRecord(given: z.infer<typeof attributes>): Record<string, string | number | undefined> {
  const entries = given.map(({ key, value: { stringValue, intValue, doubleValue } }) => [
    key,
    stringValue ?? intValue ?? doubleValue,
  ]);
  return Object.fromEntries(entries);
}
