import { setTimeout as sleep } from 'node:timers/promises';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { watchEventLoop } from './metrics/event-loop.ts';
import { startInstruments, stopInstruments } from './metrics/instruments.ts';
import { OperationInstruments } from './metrics/operation-instruments.ts';
import { watchProcess } from './metrics/process-instruments.ts';
import { createQueueInstruments } from './metrics/queue-instruments.ts';
import { scrapedMetrics } from './metrics/scraped-metrics.ts';
import { CollectorWatch } from './collector-watch.ts';
import type { Logger } from './logging/logger.ts';
import { isRecording, recorder } from './recorder.ts';
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
  /** Base address of an OpenTelemetry collector that speaks OTLP over HTTP, such as http://127.0.0.1:4318. No spans without. */
  readonly endpoint?: string;
  /** Header fields of requests to the collector. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether metrics are recorded for somebody who fetches them, by `Telemetry.scrape`. */
  readonly scraped?: boolean;
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
  /** All metrics as they are now, in Prometheus' text form; undefined where nobody scrapes this process. */
  readonly scrape?: () => Promise<string>;
  /**
   * Sends the recorded signals and stops recording, within two seconds. Never fails: a collector that is away must not keep a process
   * from ending well.
   */
  shutdown(): Promise<void>;
}

const OFF: Telemetry = Object.freeze({ recording: false, shutdown: () => Promise.resolve() });

/**
 * Starts to record spans and metrics, if there is somewhere to send them, or metrics alone for a scraper. The SDK is loaded only then: it is
 * some twenty packages and a third of a second. The usual `OTEL_*` variables (sampler, limits, headers of the exporters, resource
 * attributes) hold as its documentation says; those of `schedule` are for the caller to read.
 *
 * @throws Error when telemetry is recording already: OpenTelemetry has one set of providers per process
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { endpoint, scraped = false } = options;
  if (endpoint === undefined && options.sinks === undefined && !scraped) return OFF;
  if (isRecording()) throw new Error('Telemetry is recording already in this process.');
  const scrapes = scraped ? await scrapedMetrics() : undefined;
  const readers = scrapes === undefined ? [] : [scrapes.reader];
  const sinks = options.sinks ?? (endpoint === undefined ? undefined : await collectorSinks(endpoint, options));
  const provider = sinks === undefined ? await startMeasuring(options, readers) : await startSdk(options, sinks, readers);
  const endWatch = startRecording();
  let stopping: Promise<void> | undefined;
  return {
    recording: true,
    ...(scrapes === undefined ? {} : { scrape: () => scrapes.text() }),
    shutdown: () => (stopping ??= stopRecording(provider).finally(endWatch)),
  };
}

interface Provider {
  shutdown(): Promise<void>;
}

/** Spans and metrics. */
async function startSdk(options: TelemetryOptions, sinks: TelemetrySinks, readers: readonly IMetricReader[]): Promise<Provider> {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const { resource, resourceDetectors } = await resourceOf(options);
  const sdk = new NodeSDK({
    serviceName: options.service,
    resource,
    resourceDetectors,
    // Trace context alone: baggage would let any client put its own members into our requests.
    textMapPropagator: new W3CTraceContextPropagator(),
    idGenerator: new RandomIds(),
    logRecordProcessors: [],
    spanProcessors: sinks.spanProcessors,
    metricReaders: [...sinks.metricReaders, ...readers],
  });
  sdk.start();
  recorder.tracer = trace.getTracer(SCOPE);
  return sdk;
}

/** Metrics alone: no span is made, and the larger part of the SDK stays unloaded. */
async function startMeasuring(options: TelemetryOptions, readers: IMetricReader[]): Promise<Provider> {
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
  const { detectResources } = await import('@opentelemetry/resources');
  const { resource, resourceDetectors } = await resourceOf(options);
  const provider = new MeterProvider({ resource: resource.merge(detectResources({ detectors: resourceDetectors })), readers });
  metrics.setGlobalMeterProvider(provider);
  return provider;
}

async function resourceOf({ service, version }: TelemetryOptions) {
  const resources = await import('@opentelemetry/resources');
  const { defaultResource, envDetector, hostDetector, resourceFromAttributes, serviceInstanceIdDetector } = resources;
  const named = { 'service.name': service, ...(version === undefined ? {} : { 'service.version': version }) };
  return {
    resource: defaultResource().merge(resourceFromAttributes(named)),
    // Not the process's own: it would send the whole command line along.
    resourceDetectors: [envDetector, hostDetector, serviceInstanceIdDetector],
  };
}

/** @returns ends the watch over the event loop */
function startRecording(): () => void {
  const meter = metrics.getMeter(SCOPE);
  const operations = new OperationInstruments(meter);
  recorder.instruments = operations;
  recorder.queues = createQueueInstruments(meter);
  watchProcess(meter);
  const endWatch = watchEventLoop(meter, () => operations.handOver());
  startInstruments(meter);
  return endWatch;
}

async function collectorSinks(endpoint: string, { schedule, logger, headers }: TelemetryOptions): Promise<TelemetrySinks> {
  const [{ SpanExporter }, { OTLPMetricExporter }, { BatchSpanProcessor }, { PeriodicExportingMetricReader }] = await Promise.all([
    import('./export/span-exporter.ts'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/sdk-metrics'),
  ]);
  const base = endpoint.replace(/\/+$/, '');
  const watch = new CollectorWatch(logger);
  const spans = watch.over(new SpanExporter(`${base}/v1/traces`, headers));
  const measures = watch.over(new OTLPMetricExporter({ url: `${base}/v1/metrics`, headers }));
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

async function stopRecording(provider: Provider): Promise<void> {
  recorder.tracer = undefined;
  recorder.instruments = undefined;
  recorder.queues = undefined;
  stopInstruments();
  const ended = provider.shutdown().catch(() => {}); // see Telemetry.shutdown
  await Promise.race([ended, sleep(FLUSH_MS_MAX, undefined, { ref: false })]);
  for (const api of [trace, metrics, context, propagation]) api.disable();
}
