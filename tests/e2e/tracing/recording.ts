import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { startTelemetry } from '@parlance/telemetry';

export interface MetricPoint {
  /** Ours are names and numbers. */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly value: unknown;
}

/** The spans that this process records from now on, to be looked at. */
export interface Recording {
  /** Ended spans of one trace. */
  spansOf(traceId: string): Promise<readonly ReadableSpan[]>;
  /** Points of a metric, added up since recording began. */
  pointsOf(metric: string): Promise<readonly MetricPoint[]>;
  stop(): Promise<void>;
}

export async function startRecording(): Promise<Recording> {
  const spans = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter: spans });
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics });
  const telemetry = await startTelemetry({ service: 'e2e', sinks: { spanProcessors: [processor], metricReaders: [reader] } });
  return {
    async spansOf(traceId) {
      await processor.forceFlush();
      return spans.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
    },
    async pointsOf(metric) {
      metrics.reset();
      await reader.forceFlush();
      return metrics
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .filter(({ descriptor }) => descriptor.name === metric)
        .flatMap(({ dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({ attributes: attributes as MetricPoint['attributes'], value })),
        );
    },
    stop: () => telemetry.shutdown(),
  };
}

/** The span and its ancestors within the trace, by name, the span itself first. */
export function ancestry(span: ReadableSpan, trace: readonly ReadableSpan[]): readonly string[] {
  const parent = trace.find((candidate) => candidate.spanContext().spanId === span.parentSpanContext?.spanId);
  return parent === undefined ? [span.name] : [span.name, ...ancestry(parent, trace)];
}
