import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { ParseError } from '@parlance/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  activeTraceId,
  createLogger,
  defineInstruments,
  endSpan,
  extract,
  inject,
  isTracing,
  operationMetrics,
  queueMetrics,
  span,
  startSpan,
  startTelemetry,
  type Telemetry,
  within,
} from './index.ts';

let running: Telemetry | undefined;
afterEach(async () => {
  await running?.shutdown();
  running = undefined;
  vi.unstubAllEnvs();
});

async function record() {
  const exporter = new InMemorySpanExporter();
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics });
  const processor = new SimpleSpanProcessor({ exporter });
  running = await startTelemetry({ service: 'data', sinks: { spanProcessors: [processor], metricReaders: [reader] } });
  const spans = async () => {
    await processor.forceFlush();
    return exporter.getFinishedSpans();
  };
  return { spans, metrics, reader };
}

describe('startTelemetry', () => {
  it('records nothing without an endpoint', async () => {
    running = await startTelemetry({ service: 'data' });
    expect(running.recording).toBe(false);
    expect(isTracing()).toBe(false);
    expect(span('s', 'internal', undefined, () => trace.getActiveSpan())).toBeUndefined();
    expect(startSpan('s', 'internal')).toBeUndefined();
    const carrier = {};
    inject(carrier);
    expect(carrier).toEqual({});
  });

  it('refuses to record twice in one process, and records again after a shutdown', async () => {
    await record();
    await expect(record()).rejects.toThrow('already');
    await running!.shutdown();
    expect(isTracing()).toBe(false);
    const { spans } = await record();
    span('again', 'internal', undefined, () => 1);
    expect((await spans()).map(({ name }) => name)).toEqual(['again']);
  });

  it('ends well when the collector does not answer', async () => {
    running = await startTelemetry({ service: 'data', endpoint: 'http://127.0.0.1:9/' });
    span('lost', 'internal', undefined, () => 1);
    await expect(running.shutdown()).resolves.toBeUndefined();
  });
});

describe('span', () => {
  it('nests, through promises too, and returns what the work returns', async () => {
    const { spans } = await record();
    const value = await span('outer', 'server', { size: 1 }, async () => {
      await new Promise(setImmediate);
      return span('inner', 'client', undefined, () => 7);
    });
    expect(value).toBe(7);
    const [inner, outer] = await spans();
    expect(inner!.parentSpanContext?.spanId).toBe(outer!.spanContext().spanId);
    expect(outer).toMatchObject({ name: 'outer', kind: SpanKind.SERVER, attributes: { size: 1 }, resource: expect.anything() });
    expect(outer!.resource.attributes['service.name']).toBe('data');
  });

  it.each([
    [
      'thrown',
      () => {
        throw new TypeError('secret');
      },
    ],
    ['rejected', () => Promise.reject(new TypeError('secret'))],
  ])('marks a span failed by an error that is %s, without its message', async (_how, work) => {
    const { spans } = await record();
    await expect(async () => span('s', 'internal', undefined, work)).rejects.toThrow(TypeError);
    const [failed] = await spans();
    expect(failed).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'TypeError' } });
    expect(JSON.stringify([failed!.attributes, failed!.events, failed!.status])).not.toContain('secret');
  });

  it('makes nothing below a span that the sampler has left out, and tells its trace to the next process and to log lines', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
    const { spans } = await record();
    const carrier: Record<string, string> = {};
    const seen = span('outer', 'server', undefined, () =>
      span('inner', 'client', undefined, (inner) => {
        inject(carrier);
        return { isRecording: inner.isRecording(), traceId: activeTraceId() };
      }),
    );
    expect(seen.isRecording).toBe(false);
    expect(carrier['traceparent']).toMatch(new RegExp(`^00-${seen.traceId}-[0-9a-f]{16}-00$`));
    expect(await spans()).toEqual([]);
  });

  it('names an error that blames the caller, without marking the span failed', async () => {
    const { spans } = await record();
    await expect(span('s', 'internal', undefined, () => Promise.reject(new ParseError('ObjectNotFound', 'x')))).rejects.toThrow('x');
    const started = startSpan('t', 'client')!;
    endSpan(started.span, new ParseError('ServiceUnavailable', 'x'));
    endSpan(startSpan('u', 'client')!.span, new ParseError('RequestTimeout', 'x'));
    expect(await spans()).toMatchObject([
      { status: { code: SpanStatusCode.UNSET }, attributes: { 'error.type': 'ObjectNotFound' } },
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'ServiceUnavailable' } },
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'RequestTimeout' } },
    ]);
  });
});

describe('propagation', () => {
  it('carries a trace over a wire as W3C members', async () => {
    const { spans } = await record();
    const carrier: Record<string, string> = {};
    span('caller', 'client', undefined, () => inject(carrier));
    expect(carrier['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    within(extract(carrier), (name: string) => span(name, 'server', undefined, () => 1), 'callee');
    const [caller, callee] = await spans();
    expect(callee!.parentSpanContext).toMatchObject({ spanId: caller!.spanContext().spanId, traceId: caller!.spanContext().traceId });
  });

  it.each([{}, { traceparent: 'nonsense' }, { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }])(
    'starts a trace of its own from %j',
    async (carrier) => {
      const { spans } = await record();
      within(extract(carrier), () => span('root', 'server', undefined, () => 1));
      expect((await spans())[0]!.parentSpanContext).toBeUndefined();
    },
  );

  it('puts the trace id into log lines', async () => {
    await record();
    const lines: string[] = [];
    const logger = createLogger({ service: 'data', level: 'info', destination: { write: (line) => lines.push(line) } });
    const traceId = span('s', 'internal', undefined, () => {
      logger.info('inside');
      return activeTraceId();
    });
    logger.info('outside');
    expect(lines.map((line) => (JSON.parse(line) as { trace_id?: string }).trace_id)).toEqual([traceId, undefined]);
  });
});

describe('operationMetrics', () => {
  it('counts requests, errors by code and durations, by operation and app', async () => {
    const { metrics, reader } = await record();
    operationMetrics.record('data.find', 'one', 0, 4);
    operationMetrics.record('data.find', 'one', 101, 4);
    operationMetrics.record('data.get', 'two', 0, 40);
    await reader.forceFlush();
    const points = new Map(
      metrics
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints.map(({ attributes, value }) => ({ attributes, value }))]),
    );
    expect(points.get('parlance.operation.requests')).toEqual([
      { attributes: { operation: 'data.find', app: 'one' }, value: 2 },
      { attributes: { operation: 'data.get', app: 'two' }, value: 1 },
    ]);
    expect(points.get('parlance.operation.errors')).toEqual([{ attributes: { operation: 'data.find', app: 'one', code: 101 }, value: 1 }]);
    expect(points.get('parlance.operation.duration')).toMatchObject([
      { attributes: { operation: 'data.find', app: 'one' }, value: { count: 2, sum: 0.008 } },
      { attributes: { operation: 'data.get', app: 'two' }, value: { count: 1, sum: 0.04 } },
    ]);
  });
});

describe('metrics of the process', () => {
  const points = async ({ metrics, reader }: Pick<Awaited<ReturnType<typeof record>>, 'metrics' | 'reader'>) => {
    metrics.reset();
    await reader.forceFlush();
    const all = metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    const values = all.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [[descriptor.name, ...Object.values(attributes)].join(' '), value as number] as const),
    );
    return new Map(values);
  };

  it('tell the delay of the event loop and how busy it is', async () => {
    const recorded = await record();
    const delayMax = async () => (await points(recorded)).get('nodejs.eventloop.delay.max') ?? 0;
    const keepBusy = setInterval(() => {
      const until = performance.now() + 120;
      while (performance.now() < until);
    }, 150);
    await expect.poll(delayMax, { interval: 500, timeout: 10_000 }).toBeGreaterThan(0.05);
    clearInterval(keepBusy);
    const delayMin = async () => (await points(recorded)).get('nodejs.eventloop.delay.min') ?? 1;
    await expect.poll(delayMin, { interval: 500, timeout: 10_000 }).toBeLessThan(0.01); // an idle one is not late
    const found = await points(recorded);
    expect(found.get('nodejs.eventloop.time active')).toBeGreaterThan(0.06);
    expect(found.get('nodejs.eventloop.time idle')).toBeGreaterThan(0);
    expect(found.get('nodejs.eventloop.utilization')).toBeGreaterThanOrEqual(0);
    expect(found.get('nodejs.eventloop.utilization')).toBeLessThanOrEqual(1);
  });

  it('are made of instruments that libs declare once, whenever recording begins', async () => {
    const declared = defineInstruments((meter) => meter.createCounter('test.things'));
    expect(declared.current).toBeUndefined();
    const first = await record();
    declared.current!.add(2);
    expect((await points(first)).get('test.things')).toBe(2);
    await running!.shutdown();
    expect(declared.current).toBeUndefined();
    const second = await record();
    declared.current!.add(3);
    expect((await points(second)).get('test.things')).toBe(3);
  });
});

describe('queueMetrics', () => {
  it('asks for depths when metrics are collected, of the queues that are watched and answer', async () => {
    let asked = 0;
    const end = queueMetrics.watch('mails', async () => ({
      waiting: (asked += 1),
      delayed: 0,
      active: 0,
      failed: 2,
      paused: true,
      oldestSeconds: 1.5,
    }));
    const endBroken = queueMetrics.watch('broken', () => Promise.reject(new Error('Redis is away')));
    const { metrics, reader } = await record();
    expect(asked).toBe(0);
    await reader.forceFlush();
    const points = metrics
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      .filter(({ descriptor }) => descriptor.name.startsWith('parlance.queue.'))
      .flatMap(({ descriptor, dataPoints }) => dataPoints.map(({ attributes, value }) => [descriptor.name, attributes, value]));
    const jobs = (state: string, value: number) => ['parlance.queue.jobs', { queue: 'mails', state }, value];
    expect(points).toEqual([
      jobs('waiting', 1),
      jobs('delayed', 0),
      jobs('active', 0),
      jobs('failed', 2),
      ['parlance.queue.oldest', { queue: 'mails' }, 1.5],
      ['parlance.queue.paused', { queue: 'mails' }, 1],
    ]);
    end();
    endBroken();
    await reader.forceFlush();
    expect(asked).toBe(1);
  });
});
