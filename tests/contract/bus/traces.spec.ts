import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SpanKind, trace } from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { Logger } from '@nestjs/common';
import { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { activeRequest, startTelemetry, type Telemetry } from '@parlance/telemetry';
import { contextOf, fail, MODES, natsUrl, randomPrefix, slow } from './harness.ts';

describe.each(MODES)('the record of a call, %s', (mode) => {
  const exporter = new InMemorySpanExporter();
  const metrics = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics });
  const scopes: unknown[] = [];
  let telemetry: Telemetry;
  let server: Bus;
  let caller: Bus;
  beforeAll(async () => {
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    telemetry = await startTelemetry({
      service: 'test',
      sinks: { spanProcessors: [new SimpleSpanProcessor({ exporter })], metricReaders: [reader] },
    });
    const options = { servers: natsUrl(), prefix: randomPrefix(), name: 'traces' };
    server = await Bus.connect(options);
    caller = mode === 'fused' ? server : await Bus.connect(options);
    server.serve([
      { operation: slow, handle: answerSlowly },
      { operation: fail, handle: throwAsTold },
    ]);
    await server.flush();
    // Spans wait until the host's id was read, which takes a moment on a busy machine.
    trace.getTracer('test').startSpan('first').end();
    await vi.waitUntil(() => exporter.getFinishedSpans().length > 0, { timeout: 10_000 });
    exporter.reset();
  });
  afterEach(() => exporter.reset());
  afterAll(async () => {
    await Promise.all([server.close(), caller.close(), telemetry.shutdown()]);
  });

  async function answerSlowly(): Promise<{ started: number }> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    scopes.push(activeRequest());
    return { started: 1 };
  }
  async function throwAsTold(request: unknown): Promise<never> {
    throw (request as { how: string }).how === 'parse' ? new ParseError('ObjectNotFound', 'x') : new TypeError('x');
  }

  it('is one trace from the caller to the handler, and calls in flight do not mix theirs up', async () => {
    const tracer = trace.getTracer('test');
    const traced = (name: string): Promise<void> =>
      tracer.startActiveSpan(name, async (span) => {
        await caller.call(slow, { ms: 1 }, contextOf());
        span.end();
      });
    await Promise.all(['a', 'b', 'c'].map(traced));
    const spans = exporter.getFinishedSpans();
    const servers = spans.filter((span) => span.name === 'probe.slow' && span.kind === SpanKind.SERVER);
    expect(servers).toHaveLength(3);
    const pathOf = (span: (typeof spans)[number]): string => {
      const parent = spans.find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId);
      return parent === undefined ? span.name : `${pathOf(parent)} > ${span.name}`;
    };
    const step = mode === 'fused' ? 'probe.slow' : 'probe.slow > probe.slow';
    expect(servers.map(pathOf).toSorted()).toEqual(['a', 'b', 'c'].map((name) => `${name} > ${step}`));
    for (const span of servers) expect(span.attributes).toEqual({ 'parlance.app': 'test' });
  });

  it('is a failure only when the caller is not to blame', async () => {
    await caller.call(fail, { how: 'parse' }, contextOf()).catch(() => undefined);
    await caller.call(fail, { how: 'type' }, contextOf()).catch(() => undefined);
    const failed = exporter.getFinishedSpans().map(({ attributes, status }) => [attributes['error.type'], status.code]);
    const once = [
      ['ObjectNotFound', 0],
      ['InternalServerError', 2],
    ];
    expect(failed).toEqual(mode === 'fused' ? once : once.flatMap((line) => [line, line]));
  });

  it('counts requests and errors of an operation by app', async () => {
    await reader.forceFlush();
    metrics.reset();
    await caller.call(slow, { ms: 1 }, contextOf());
    await caller.call(fail, { how: 'parse' }, contextOf({ app: 'other' })).catch(() => undefined);
    await reader.forceFlush();
    const points = metrics
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      .filter(({ descriptor }) => /^parlance\.operation\.(requests|errors)$/.test(descriptor.name))
      .flatMap(({ descriptor, dataPoints }) => dataPoints.map(({ attributes, value }) => [descriptor.name, attributes, value]));
    expect(points).toEqual([
      ['parlance.operation.requests', { operation: 'probe.slow', app: 'test' }, 1],
      ['parlance.operation.requests', { operation: 'probe.fail', app: 'other' }, 1],
      ['parlance.operation.errors', { operation: 'probe.fail', app: 'other', code: 101 }, 1],
    ]);
  });

  it('says in each log line which request it belongs to', async () => {
    scopes.length = 0;
    await Promise.all(['r1', 'r2'].map((requestId) => caller.call(slow, { ms: 1 }, contextOf({ requestId }))));
    expect(scopes).toEqual([
      expect.objectContaining({ requestId: 'r1', app: 'test' }),
      expect.objectContaining({ requestId: 'r2', app: 'test' }),
    ]);
  });
});
