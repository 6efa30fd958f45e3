import { connect, headers } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { startTelemetry, type Telemetry } from '@parlance/telemetry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CuttableLine } from './cuttable-line.ts';
import { contextOf, fail, natsOptions, natsUrl, randomPrefix, slow } from './harness.ts';

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
let telemetry: Telemetry;
beforeAll(async () => {
  for (const level of ['warn', 'error', 'log'] as const) vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
  telemetry = await startTelemetry({ service: 'test', sinks: { spanProcessors: [], metricReaders: [reader] } });
});
afterAll(async () => {
  await telemetry.shutdown();
  vi.restoreAllMocks();
});

/** Values of the bus's metrics by name and attributes; of a histogram the number of values. */
async function points(): Promise<Record<string, number>> {
  exporter.reset();
  await reader.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  return Object.fromEntries(
    all.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [
        [descriptor.name, ...Object.values(attributes)].join(' '),
        typeof value === 'number' ? value : (value as { count: number }).count,
      ]),
    ),
  );
}

describe('metrics of the bus', () => {
  const prefix = randomPrefix();
  const keys = [new Uint8Array(32)];
  let release = (): void => undefined;
  let line: CuttableLine;
  let server: Bus;
  let caller: Bus;
  beforeEach(async () => {
    line = await CuttableLine.to(natsUrl());
    server = await Bus.connect({ servers: natsUrl(), prefix, keys, name: 'server' });
    caller = await Bus.connect({ servers: line.url, prefix, keys, name: 'caller' });
    const handleSlowly = () => new Promise((resolve) => (release = () => resolve({ started: 1 })));
    const handleBadly = () => Promise.reject(new ParseError('ObjectNotFound', 'x'));
    server.serve([
      { operation: slow, handle: handleSlowly },
      { operation: fail, handle: handleBadly },
    ]);
    await server.flush();
  });
  afterEach(async () => {
    await Promise.all([caller.close(), server.close()]);
    await line.close();
  });

  it('tell the calls in flight, how long calls took, and how they ended', async () => {
    const call = caller.call(slow, { ms: 1 }, contextOf());
    await expect
      .poll(points)
      .toMatchObject({ 'parlance.bus.calls.active': 1, 'parlance.bus.requests.active': 1, 'parlance.bus.connected': 1 });
    release();
    await call;
    await caller.call(fail, { how: 'parse' }, contextOf()).catch(() => undefined);
    expect(await points()).toMatchObject({
      'parlance.bus.calls.active': 0,
      'parlance.bus.requests.active': 0,
      'rpc.client.call.duration parlance probe.slow': 1,
      'rpc.client.call.duration parlance probe.fail ObjectNotFound': 1,
    });
  });

  it('tell requests that were refused without work, by the reason, and connections that were lost', async () => {
    const before = await points();
    await caller.call(slow, { ms: 1 }, contextOf({ deadline: Date.now() - 1 })).catch(() => undefined);
    line.cut();
    await expect.poll(() => caller.connected).toBe(false);
    await caller.call(slow, { ms: 1 }, contextOf()).catch(() => undefined);
    expect(await points()).toMatchObject({ 'parlance.bus.connected': 0 });
    line.restore();
    await expect.poll(() => caller.connected, { timeout: 5_000 }).toBe(true);

    const stranger = await connect(natsOptions());
    const ask = (subject: string, fields: Record<string, string>) => {
      const made = headers();
      for (const [name, value] of Object.entries(fields)) made.set(name, value);
      return stranger.request(`${prefix}.${subject}`, '{}', { timeout: 2_000, headers: made });
    };
    await ask('probe.slow', { Context: 'nonsense' });
    const keyless = await Bus.connect({ servers: natsUrl(), prefix, name: 'keyless' });
    await keyless.call(slow, { ms: 1 }, contextOf()).catch(() => undefined);
    await Promise.all([stranger.close(), keyless.close()]);

    const after = await points();
    const grown = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
    expect(grown).toMatchObject({
      'parlance.bus.refusals late': 1,
      'parlance.bus.refusals disconnected': 1,
      'parlance.bus.refusals unreadable': 1,
      'parlance.bus.refusals unsealed': 1,
      'parlance.bus.reconnects': 1,
    });
  });
});
