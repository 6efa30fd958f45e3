import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer, TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { SpanEncoder } from './encode-spans.ts';

/** Sends spans by OTLP over HTTP as the SDK's exporter does, with the same variables `OTEL_EXPORTER_OTLP_*`; they are encoded here. */
export class SpanExporter extends OTLPExporterBase<ReadableSpan[]> {
  constructor(url: string, headers?: Readonly<Record<string, string>>) {
    const encoder = new SpanEncoder();
    const serializer = {
      serializeRequest: (spans: ReadableSpan[]) => encoder.encode(spans) ?? ProtobufTraceSerializer.serializeRequest(spans),
      deserializeResponse: (data: Uint8Array) => ProtobufTraceSerializer.deserializeResponse(data),
    };
    const options = convertLegacyHttpOptions({ url, headers }, 'TRACES', 'v1/traces', { 'Content-Type': 'application/x-protobuf' });
    super(createOtlpHttpExportDelegate(options, serializer, 'otlp_http_span_exporter', TraceExporterMetricsHelper, undefined));
  }
}
