import type { Tracer } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { buildInfo } from '../build-info.ts';

/** Where spans go: an OTLP collector. */
export interface TraceTarget {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  endpoint: string;
  protocol: 'http/protobuf' | 'http/json';
  warn(message: string): void;
}

/** A stop does not wait longer for a collector. */
const STOP_MS = 5_000;

/** The libraries read `OTEL_SERVICE_NAME`, the sampler, headers for the collector and the like themselves. */
export function startExport({ endpoint, protocol, warn }: TraceTarget): { tracer: Tracer; stop(): Promise<void> } {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = protocol === 'http/json' ? new JsonExporter({ url }) : new ProtobufExporter({ url });
  const resource = resourceFromAttributes({
    'service.name': 'getsales-gateway',
    'service.version': buildInfo.version,
    'getsales_gateway.build': buildInfo.build,
  }).merge(detectResources({ detectors: [envDetector] }));
  // Its own message may quote the address, which can hold a password.
  setGlobalErrorHandler(() => warn('spans could not be exported'));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  return {
    tracer: provider.getTracer('getsales-gateway', buildInfo.version),
    async stop() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, STOP_MS);
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
    },
  };
}
