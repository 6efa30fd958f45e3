import type { IMetricReader } from '@opentelemetry/sdk-metrics';

/** Scrapers commonly give up after ten seconds. */
const COLLECTION_MS_MAX = 5_000;

/** The content type of Prometheus' text form. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics that somebody fetches: a reader for the SDK, and the text of all that it knows. */
export interface ScrapedMetrics {
  readonly reader: IMetricReader;
  /** Collects now. @returns lines in Prometheus' text form */
  text(): Promise<string>;
}

/** Loads the exporter only now: a process that nobody scrapes has no use for it. */
export async function scrapedMetrics(): Promise<ScrapedMetrics> {
  const { PrometheusExporter, PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  // The exporter is the reader alone: its own server is not started, as the operations port answers.
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  return {
    reader,
    async text() {
      const { resourceMetrics } = await reader.collect({ timeoutMillis: COLLECTION_MS_MAX });
      return `${serializer.serialize(resourceMetrics)}\n`;
    },
  };
}
