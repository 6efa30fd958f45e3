import { int, text, url, type Settings } from '@parlance/settings';
import type { ExportSchedule } from '@parlance/telemetry';

const DAY_MS = 86_400_000;
const ms = (fallback: number, meaning: string) => int({ default: fallback, min: 1, max: DAY_MS, unit: 'ms', meaning });

/** Variables of OpenTelemetry by their own names. Others, such as OTEL_TRACES_SAMPLER, are read by its SDK. */
export const TELEMETRY_SETTINGS = {
  OTEL_EXPORTER_OTLP_ENDPOINT: url({
    schemes: ['http', 'https'],
    optional: true,
    meaning: 'OpenTelemetry collector for traces and metrics, by OTLP over HTTP. Nothing is recorded when unset.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: text({
    secret: true,
    optional: true,
    pattern: /^[^=,\s]+=(?:[^,%]|%[2-7][0-9A-Fa-f])*(?:,[^=,\s]+=(?:[^,%]|%[2-7][0-9A-Fa-f])*)*$/,
    form: 'names and values such as authorization=Bearer%20token, separated by commas',
    meaning: 'Header fields of requests to the collector, such as its credentials; values are percent-encoded.',
  }),
  OTEL_METRIC_EXPORT_INTERVAL: ms(60_000, 'Time between two reports of metrics.'),
  OTEL_METRIC_EXPORT_TIMEOUT: ms(30_000, 'How long a report of metrics may take.'),
  OTEL_BSP_SCHEDULE_DELAY: ms(5_000, 'Longest time until spans are sent.'),
  OTEL_BSP_EXPORT_TIMEOUT: ms(30_000, 'How long sending spans may take.'),
  OTEL_BSP_MAX_QUEUE_SIZE: int({
    default: 2_048,
    min: 1,
    max: 1_000_000,
    meaning: 'Spans that wait to be sent; further ones are dropped.',
  }),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: int({ default: 512, min: 1, max: 1_000_000, meaning: 'Spans that are sent at a time.' }),
};

/** The header fields of `OTEL_EXPORTER_OTLP_HEADERS`, wherever it came from. */
export function collectorHeaders({ OTEL_EXPORTER_OTLP_HEADERS: list }: Settings<typeof TELEMETRY_SETTINGS>): Record<string, string> {
  const pairs = list?.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const) ?? [];
  return Object.fromEntries(pairs.map(([name, value]) => [name, decodeURIComponent(value.trim())]));
}

export function exportSchedule(settings: Settings<typeof TELEMETRY_SETTINGS>): ExportSchedule {
  return {
    metricIntervalMs: settings.OTEL_METRIC_EXPORT_INTERVAL,
    metricTimeoutMs: settings.OTEL_METRIC_EXPORT_TIMEOUT,
    spanDelayMs: settings.OTEL_BSP_SCHEDULE_DELAY,
    spanTimeoutMs: settings.OTEL_BSP_EXPORT_TIMEOUT,
    spanQueueMax: settings.OTEL_BSP_MAX_QUEUE_SIZE,
    spanBatchMax: settings.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
  };
}
