import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import {
  defineInstruments,
  isRecording,
  isTracing,
  operationMetrics,
  queueMetrics,
  span,
  startSpan,
  startTelemetry,
  type Telemetry,
} from './index.ts';

const instruments = defineInstruments((meter) => meter.createCounter('test.scraped', { description: 'Scrapes of a test.' }));

let running: Telemetry | undefined;
afterEach(async () => {
  await running?.shutdown();
  running = undefined;
});

const start = async () => (running = await startTelemetry({ service: 'data', version: '9', scraped: true })).scrape!;

it('answers the metrics of a process in the text form of Prometheus, and makes no span for them', async () => {
  const scrape = await start();
  operationMetrics.record('data.find', 'app', 0, 3);
  operationMetrics.record('data.find', 'app', 101, 30);
  queueMetrics.record('mail-delivery', 'failed', 20);
  instruments.current?.add(2, { a: 'x"y' });
  expect(isTracing()).toBe(false);
  expect(startSpan('s', 'internal')).toBeUndefined();
  const lines = (await scrape()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE parlance_operation_requests_total counter',
      'parlance_operation_requests_total{operation="data.find",app="app"} 2',
      'parlance_operation_errors_total{operation="data.find",app="app",code="101"} 1',
      'parlance_operation_duration_bucket{operation="data.find",app="app",le="0.005"} 1',
      'parlance_operation_duration_count{operation="data.find",app="app"} 2',
      'parlance_queue_attempts_total{queue="mail-delivery",outcome="failed"} 1',
      'test_scraped_total{a="x\\"y"} 2',
    ]),
  );
  expect(lines.find((line) => line.startsWith('target_info'))).toMatch(/service_name="data".*service_version="9"/);
  expect(lines.filter((line) => /^process_(cpu_time_total|memory_usage|uptime)\b/.test(line))).toHaveLength(4);
  expect(lines.at(-1)).toBe('');
});

it('counts on from one scrape to the next', async () => {
  const scrape = await start();
  const count = async () => /^parlance_operation_requests_total\{.*\} (\d+)$/m.exec(await scrape())?.[1];
  operationMetrics.record('data.get', 'app', 0, 1);
  expect(await count()).toBe('1');
  operationMetrics.record('data.get', 'app', 0, 1);
  expect(await count()).toBe('2');
  expect(await count()).toBe('2');
});

it('tells the end of work without a span, so that its time is counted, and nothing once recording has ended', async () => {
  await start();
  const ends: unknown[] = [];
  const ending = (_span: unknown, error?: unknown) => void ends.push(error ?? 'well');
  await span('s', 'server', undefined, () => Promise.resolve(1), undefined, ending);
  await expect(span('s', 'server', undefined, () => Promise.reject(new Error('no')), undefined, ending)).rejects.toThrow('no');
  expect(ends).toEqual(['well', new Error('no')]);
  await running!.shutdown();
  expect(isRecording()).toBe(false);
  await span('s', 'server', undefined, () => Promise.resolve(1), undefined, ending);
  expect(ends).toHaveLength(2);
});

it('refuses to record twice in one process', async () => {
  await start();
  await expect(startTelemetry({ service: 'data', scraped: true })).rejects.toThrow('already');
});

it('loads the part of the SDK for spans only where spans are recorded', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ load: (url, context, next) => (loaded.add(url), next(url, context)) });
    const { startTelemetry } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    const telemetry = await startTelemetry({ service: 'data', scraped: true });
    await telemetry.shutdown();
    console.log(JSON.stringify([...loaded].some((url) => url.includes('sdk-node'))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(JSON.parse(stdout)).toBe(false);
});
