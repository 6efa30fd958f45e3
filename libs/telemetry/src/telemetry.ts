import { setTimeout as sleep } from 'node:timers/promises';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { watchEventLoop } from './metrics/event-loop.ts';
import { startInstruments, stopInstruments } from './metrics/instruments.ts';
import { OperationInstruments } from './metrics/operation-instruments.ts';
import { createQueueInstruments } from './metrics/queue-instruments.ts';
import { CollectorWatch } from './collector-watch.ts';
import type { Logger } from './logging/logger.ts';
import { recorder } from './recorder.ts';
import { RandomIds } from './tracing/random-ids.ts';

/** Injection token of the process's Telemetry. */
export const TELEMETRY = Symbol('TELEMETRY');

const SCOPE = '@parlance/telemetry';

/** Exporters try for many seconds when their collector is away; a process that ends does not wait that long. */
const FLUSH_MS_MAX = 2_000;

export interface TelemetryOptions {
  /** `service.name` of all that is recorded. */
  readonly service: string;
  /** `service.version`, unless OTEL_RESOURCE_ATTRIBUTES names one. */
  readonly version?: string;
  /** Base address of an OpenTelemetry collector that speaks OTLP over HTTP, such as http://127.0.0.1:4318. Nothing is recorded without. */
  readonly endpoint?: string;
  /** When signals are sent, and how many at a time; as the SDK has it when absent. */
  readonly schedule?: ExportSchedule;
  /** Told in one line when the collector takes nothing, and when it does again. */
  readonly logger?: Logger;
  /** Where spans and metrics go instead of to `endpoint`, for tests that look at them. */
  readonly sinks?: TelemetrySinks;
}

export interface ExportSchedule {
  readonly metricIntervalMs: number;
  readonly metricTimeoutMs: number;
  readonly spanDelayMs: number;
  readonly spanTimeoutMs: number;
  readonly spanQueueMax: number;
  /** No more than `spanQueueMax`. */
  readonly spanBatchMax: number;
}

export interface TelemetrySinks {
  readonly spanProcessors: SpanProcessor[];
  readonly metricReaders: IMetricReader[];
}

export interface Telemetry {
  readonly recording: boolean;
  /**
   * Sends the recorded signals and stops recording, within two seconds. Never fails: a collector that is away must not keep a process
   * from ending well.
   */
  shutdown(): Promise<void>;
}

const OFF: Telemetry = Object.freeze({ recording: false, shutdown: () => Promise.resolve() });

/**
 * Starts to record spans and metrics, if there is somewhere to send them. The SDK is loaded only then: it is some twenty packages and
 * a third of a second. The usual `OTEL_*` variables (sampler, limits, headers of the exporters, resource attributes) hold as its
 * documentation says; those of `schedule` are for the caller to read.
 *
 * @throws Error when telemetry is recording already: OpenTelemetry has one set of providers per process
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { service, version, endpoint, sinks } = options;
  if (endpoint === undefined && sinks === undefined) return OFF;
  if (recorder.tracer !== undefined) throw new Error('Telemetry is recording already in this process.');
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const resources = await import('@opentelemetry/resources');
  const { defaultResource, envDetector, hostDetector, resourceFromAttributes, serviceInstanceIdDetector } = resources;
  const sdk = new NodeSDK({
    serviceName: service,
    resource: defaultResource().merge(resourceFromAttributes(version === undefined ? {} : { 'service.version': version })),
    // Not the process's own: it would send the whole command line along.
    resourceDetectors: [envDetector, hostDetector, serviceInstanceIdDetector],
    // Trace context alone: baggage would let any client put its own members into our requests.
    textMapPropagator: new W3CTraceContextPropagator(),
    idGenerator: new RandomIds(),
    logRecordProcessors: [],
    ...(sinks ?? (await collectorSinks(endpoint!, options))),
  });
  sdk.start();
  recorder.tracer = trace.getTracer(SCOPE);
  const meter = metrics.getMeter(SCOPE);
  const operations = new OperationInstruments(meter);
  recorder.instruments = operations;
  recorder.queues = createQueueInstruments(meter);
  const endWatch = watchEventLoop(meter, () => operations.handOver());
  startInstruments(meter);
  let stopping: Promise<void> | undefined;
  return { recording: true, shutdown: () => (stopping ??= stopRecording(sdk).finally(endWatch)) };
}

async function collectorSinks(endpoint: string, { schedule, logger }: TelemetryOptions): Promise<TelemetrySinks> {
  const [{ SpanExporter }, { OTLPMetricExporter }, { BatchSpanProcessor }, { PeriodicExportingMetricReader }] = await Promise.all([
    import('./export/span-exporter.ts'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/sdk-metrics'),
  ]);
  const base = endpoint.replace(/\/+$/, '');
  const watch = new CollectorWatch(logger);
  const spans = watch.over(new SpanExporter(`${base}/v1/traces`));
  const measures = watch.over(new OTLPMetricExporter({ url: `${base}/v1/metrics` }));
  return {
    spanProcessors: [new BatchSpanProcessor({ exporter: spans, ...spanSchedule(schedule) })],
    metricReaders: [new PeriodicExportingMetricReader({ exporter: measures, ...metricSchedule(schedule) })],
  };
}

function spanSchedule(schedule: ExportSchedule | undefined) {
  if (schedule === undefined) return {};
  const { spanDelayMs, spanTimeoutMs, spanQueueMax, spanBatchMax } = schedule;
  return {
    scheduledDelayMillis: spanDelayMs,
    exportTimeoutMillis: spanTimeoutMs,
    maxQueueSize: spanQueueMax,
    maxExportBatchSize: Math.min(spanBatchMax, spanQueueMax),
  };
}

function metricSchedule(schedule: ExportSchedule | undefined) {
  if (schedule === undefined) return {};
  const { metricIntervalMs, metricTimeoutMs } = schedule;
  return { exportIntervalMillis: metricIntervalMs, exportTimeoutMillis: Math.min(metricTimeoutMs, metricIntervalMs) };
}

async function stopRecording(sdk: { shutdown(): Promise<void> }): Promise<void> {
  recorder.tracer = undefined;
  recorder.instruments = undefined;
  recorder.queues = undefined;
  stopInstruments();
  const ended = sdk.shutdown().catch(() => {}); // see Telemetry.shutdown
  await Promise.race([ended, sleep(FLUSH_MS_MAX, undefined, { ref: false })]);
  for (const api of [trace, metrics, context, propagation]) api.disable();
}
