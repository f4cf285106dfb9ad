import { AsyncLocalStorage } from 'node:async_hooks';
import type { AttemptReport, Observer } from '@getsales-gateway/api-client';
import type { Context } from '@getsales-gateway/schema';
import {
  type Attributes,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { GraphQLHandler } from '../listener.ts';
import type { EndedOperation } from '../metrics/metrics.ts';
import { startExport, type TraceTarget } from './export.ts';

/** Spans of operations, their steps and their upstream requests. None of them holds a key, an id, a variable or a text. */
export interface Tracing extends AsyncDisposable {
  /** Spans of upstream attempts. */
  readonly observer: Observer;
  /** Runs each request in a span of its own, within the trace of its caller. */
  traced(handler: GraphQLHandler): GraphQLHandler;
  operationEnded(operation: EndedOperation): void;
}

/** Disposing it sends what is left. */
export function startTracing(target: TraceTarget): Tracing {
  const { tracer, stop } = startExport(target);
  const active = new AsyncLocalStorage<Span>();
  return {
    observer: createObserver(tracer, active),
    traced: (handler) => (req, res, notes) => {
      const span = startRequestSpan(tracer, req.headers, notes.requestId);
      const { traceId } = span.spanContext();
      const observe = createObserve(tracer, active);
      return active.run(span, () => handler(req, res, { ...notes, traceId, observe }).finally(() => span.end()));
    },
    operationEnded({ name, type = 'unknown', code }) {
      const span = active.getStore();
      span?.updateName(name === undefined ? type : `${type} ${name}`);
      span?.setAttributes({ 'graphql.operation.type': type, ...(name && { 'graphql.operation.name': name }) });
      if (code !== undefined) fail(span, code);
    },
    [Symbol.asyncDispose]: stop,
  };
}

const propagator = new W3CTraceContextPropagator();

function startRequestSpan(tracer: Tracer, headers: object, requestId: string): Span {
  const attributes = { 'getsales_gateway.request_id': requestId };
  const caller = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  return tracer.startSpan('GraphQL', { kind: SpanKind.SERVER, attributes }, caller);
}

/** Runs a step of an operation, such as the page of a connection, in a span. */
function createObserve(tracer: Tracer, active: AsyncLocalStorage<Span>): NonNullable<Context['observe']> {
  return async ({ kind, name, count }, work) => {
    const attributes = {
      'getsales_gateway.step': kind,
      ...(count !== undefined && { 'getsales_gateway.count': count }),
    };
    const span = startChild(tracer, active.getStore(), `${kind} ${name}`, SpanKind.INTERNAL, attributes);
    try {
      return await active.run(span, work);
    } catch (error) {
      fail(span, error instanceof Error ? error.name : 'Error');
      throw error;
    } finally {
      span.end();
    }
  };
}

function createObserver(tracer: Tracer, active: AsyncLocalStorage<Span>): Observer {
  const spans = new WeakMap<AttemptReport, Span>();
  return {
    attemptStarted(report) {
      const { method, path, attempt, waitMs } = report;
      const attributes = {
        'http.request.method': method,
        'url.template': path,
        'http.request.resend_count': attempt - 1,
        'getsales_gateway.wait_ms': waitMs,
      };
      const span = startChild(tracer, active.getStore(), `${method} ${path}`, SpanKind.CLIENT, attributes);
      spans.set(report, span);
      const { traceId, spanId, traceFlags } = span.spanContext();
      // Not `tracestate`: it holds what others on the way wrote, and is none of the upstream's business.
      return { traceparent: `00-${traceId}-${spanId}-0${traceFlags}` };
    },
    attemptEnded(report, { status, cause }) {
      const span = spans.get(report);
      span?.setAttributes({
        'getsales_gateway.cause': cause,
        ...(status !== null && { 'http.response.status_code': status }),
      });
      if (cause !== 'answered') fail(span, cause);
      span?.end();
    },
    callEnded({ path, source }) {
      if (source !== 'upstream') active.getStore()?.addEvent(source, { 'url.template': path });
    },
  };
}

function startChild(
  tracer: Tracer,
  parent: Span | undefined,
  name: string,
  kind: SpanKind,
  attributes: Attributes,
): Span {
  const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  return tracer.startSpan(name, { kind, attributes }, context);
}

function fail(span: Span | undefined, type: string): void {
  span?.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
}
