import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { createLogger, startTelemetry } from '@parlance/telemetry';
import { expect, it } from 'vitest';
import { QuotaWatch } from './quota-watch.ts';

/** No other test of the process has it: metrics tell of all of them. */
const APP = 'measured';

it('metrics tell the quotas that are reached, and no more once they are not, and count the requests that they refuse', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const telemetry = await startTelemetry({ service: 'test', sinks: { spanProcessors: [], metricReaders: [reader] } });
  const watch = new QuotaWatch(createLogger({ service: 'test', level: 'silent' }));
  const note = (used: number) => watch.note({ app: APP, quota: 'objects', limit: { soft: 5, hard: 10 }, used });
  const points = async () => {
    exporter.reset();
    await reader.forceFlush();
    const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
    return all
      .filter(({ descriptor }) => descriptor.name.startsWith('parlance.quota.'))
      .flatMap(({ descriptor, dataPoints }) => dataPoints.map(({ attributes, value }) => ({ name: descriptor.name, attributes, value })))
      .filter(({ attributes }) => attributes['app'] === APP);
  };
  const attributes = { app: APP, quota: 'objects' };

  note(6);
  expect(await points()).toEqual([{ name: 'parlance.quota.reached', attributes, value: 1 }]);
  note(10);
  watch.refused(APP, 'objects', 3);
  expect(await points()).toEqual([
    { name: 'parlance.quota.reached', attributes, value: 2 },
    { name: 'parlance.quota.refusals', attributes, value: 3 },
  ]);
  note(1);
  expect(await points()).toContainEqual({ name: 'parlance.quota.reached', attributes, value: 0 });
  note(10);
  watch.forget(APP, 'objects');
  expect(await points()).toContainEqual({ name: 'parlance.quota.reached', attributes, value: 0 });
  watch.onApplicationShutdown();
  await telemetry.shutdown();
});
