import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { MongoConnections } from '@parlance/mongo';
import { startTelemetry, type Telemetry } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
let telemetry: Telemetry;
beforeAll(async () => {
  telemetry = await startTelemetry({ service: 'test', sinks: { spanProcessors: [], metricReaders: [reader] } });
});
afterAll(() => telemetry.shutdown());

/** Values of the pools' metrics by name and state; of a histogram the number of values. */
async function points(): Promise<Record<string, number>> {
  exporter.reset();
  await reader.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  return Object.fromEntries(
    all
      .filter(({ descriptor }) => descriptor.name.startsWith('db.client.connection.'))
      .flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => {
          expect(attributes['db.client.connection.pool.name']).toMatch(/^[\w.]+:\d+$/);
          const name = [descriptor.name.replace('db.client.connection.', ''), attributes['db.client.connection.state']].filter(Boolean);
          return [name.join(' '), typeof value === 'number' ? value : (value as { count: number }).count];
        }),
      ),
  );
}

it('reports the size of a pool, the connections in use, the commands that wait and those that waited in vain', async () => {
  const connections = new MongoConnections({ appName: 'test', maxPoolSize: 2, waitQueueTimeoutMs: 200 });
  const name = uniqueName('pools');
  const database = await connections.database(testServers().mongodbUrl, name);
  try {
    await database.collection('Thing').insertOne({ a: 1 });
    expect(await points()).toMatchObject({ max: 2, pending_requests: 0, 'count used': 0 });

    const slow = () => database.collection('Thing').findOne({ $where: 'sleep(1500) || true' });
    const running = [slow(), slow(), slow()].map((command) => command.catch((error: unknown) => (error as Error).name));
    await expect.poll(points).toMatchObject({ 'count used': 2, 'count idle': 0, pending_requests: 1 });
    const outcomes = await Promise.all(running);
    expect(outcomes.filter((outcome) => outcome === 'MongoWaitQueueTimeoutError')).toHaveLength(1);

    const after = await points();
    expect(after).toMatchObject({ 'count used': 0, 'count idle': 2, pending_requests: 0, timeouts: 1 });
    expect(after['wait_time']).toBeGreaterThanOrEqual(3);
  } finally {
    await database.dropDatabase();
    await connections.close();
  }
  expect(await points()).toMatchObject({ max: 0, 'count used': 0, 'count idle': 0, pending_requests: 0 });
});
