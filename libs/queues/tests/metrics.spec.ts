import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { queue, Queues } from '@parlance/queues';
import { createLogger, startTelemetry } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { expect, it } from 'vitest';
import { z } from 'zod';

const THINGS = queue({
  name: 'things',
  job: z.object({ app: z.string(), requestId: z.string() }),
  attempts: 2,
  backoffMs: 10,
  keepFailed: { ageSeconds: 60, countMax: 10 },
});

it('counts attempts by outcome, and reports depths when metrics are collected', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const telemetry = await startTelemetry({ service: 'test', sinks: { spanProcessors: [], metricReaders: [reader] } });
  const logger = createLogger({ service: 'test', level: 'silent' });
  const queues = new Queues({ redisUrl: testServers().redisUrl, prefix: uniqueName('queues'), name: 'test', logger });
  const things = queues.producer(THINGS);
  queues.work(THINGS, {
    concurrency: 1,
    run: (_job, { number }) => (number === 1 ? Promise.reject(new Error('once')) : Promise.resolve()),
  });

  await things.add({ app: 'test', requestId: 'r' });
  await things.add({ app: 'test', requestId: 'r' }, { delayMs: 3_600_000 });
  const points = async () => {
    exporter.reset();
    await reader.forceFlush();
    const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
    return all.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => ({ name: descriptor.name, attributes, value })),
    );
  };
  const jobs = (state: string, value: number) => ({ name: 'parlance.queue.jobs', attributes: { queue: 'things', state }, value });
  const attempts = (outcome: string) => ({ name: 'parlance.queue.attempts', attributes: { queue: 'things', outcome }, value: 1 });

  expect(await points()).toEqual(expect.arrayContaining([jobs('waiting', 1), jobs('delayed', 1), jobs('active', 0)]));
  queues.onApplicationBootstrap();
  await expect.poll(points).toEqual(expect.arrayContaining([attempts('retried'), attempts('completed'), jobs('waiting', 0)]));
  const durations = (await points()).filter(({ name }) => name === 'parlance.queue.duration');
  expect(durations.map(({ attributes }) => attributes['outcome']).sort()).toEqual(['completed', 'retried']);

  await queues.beforeApplicationShutdown();
  await queues.onApplicationShutdown();
  await telemetry.shutdown();
});
