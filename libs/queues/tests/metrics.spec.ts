import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { FinalFailure, queue, Queues } from '@parlance/queues';
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
  draining: 'allowed',
});
const BROKEN = queue({ ...THINGS, name: 'broken' });

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

  const broken = queues.producer(BROKEN);
  queues.work(BROKEN, { concurrency: 1, run: () => Promise.reject(new FinalFailure('never')) });

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
  const oldest = (value: number) => ({ name: 'parlance.queue.oldest', attributes: { queue: 'things' }, value });
  const attempts = (outcome: string) => ({ name: 'parlance.queue.attempts', attributes: { queue: 'things', outcome }, value: 1 });

  expect(await points()).toEqual(expect.arrayContaining([jobs('waiting', 1), jobs('delayed', 1), jobs('active', 0), jobs('failed', 0)]));
  await expect.poll(async () => (await points()).find(({ name }) => name === 'parlance.queue.oldest')?.value).toBeGreaterThan(0);
  queues.onApplicationBootstrap();
  await expect.poll(points).toEqual(expect.arrayContaining([attempts('retried'), attempts('completed'), jobs('waiting', 0), oldest(0)]));
  await broken.add({ app: 'test', requestId: 'r' });
  const failed = { name: 'parlance.queue.jobs', attributes: { queue: 'broken', state: 'failed' }, value: 1 };
  await expect.poll(points).toEqual(expect.arrayContaining([failed]));
  const durations = (await points())
    .filter(({ name }) => name === 'parlance.queue.duration')
    .filter(({ attributes }) => attributes['queue'] === 'things');
  expect(durations.map(({ attributes }) => attributes['outcome']).sort()).toEqual(['completed', 'retried']);

  await queues.beforeApplicationShutdown();
  await queues.onApplicationShutdown();
  await telemetry.shutdown();
});
