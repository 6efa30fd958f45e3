import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createLogger, operationMetrics, span, startTelemetry } from './index.ts';

it('sends traces and metrics to the collector by OTLP over HTTP, the rest of them at shutdown', async () => {
  const received = new Map<string, string>();
  const collector = createServer((request, response) => {
    void readText(request).then((text) => {
      received.set(request.url!, text);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  try {
    const { port } = collector.address() as AddressInfo;
    const telemetry = await startTelemetry({ service: 'the-service', version: '1.2.3-the-version', endpoint: `http://127.0.0.1:${port}/` });
    span('the-span', 'server', undefined, () => 1);
    operationMetrics.record('data.find', 'the-app', 0, 4);
    await telemetry.shutdown();
  } finally {
    collector.close();
  }
  expect([...received.keys()].sort()).toEqual(['/v1/metrics', '/v1/traces']);
  expect(received.get('/v1/traces')).toMatch(/the-service[^]*the-span/);
  expect(received.get('/v1/traces')).toMatch(/service\.version[^]*1\.2\.3-the-version/);
  expect(received.get('/v1/metrics')).toMatch(/the-service[^]*parlance\.operation\.requests[^]*the-app/);
});

const SCHEDULE = {
  metricIntervalMs: 30,
  metricTimeoutMs: 30_000,
  spanDelayMs: 20,
  spanTimeoutMs: 5_000,
  spanQueueMax: 100,
  spanBatchMax: 512,
};

it('sends as often as it is told, and says in one line each that the collector fails and that it takes signals again', async () => {
  let status = 400;
  let asked = 0;
  const collector = createServer((request, response) => {
    asked++;
    void readText(request).then(() => response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const lines: { readonly level: string; readonly msg: string }[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as (typeof lines)[number]);
  const logger = createLogger({ service: 'test', level: 'info', destination: { write } });
  const { port } = collector.address() as AddressInfo;
  const telemetry = await startTelemetry({ service: 's', version: '9', endpoint: `http://127.0.0.1:${port}`, schedule: SCHEDULE, logger });
  try {
    operationMetrics.record('data.find', 'the-app', 0, 4);
    await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(5);
    expect(lines).toMatchObject([{ level: 'warn', msg: expect.stringMatching(/takes no telemetry/) }]);
    status = 200;
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(2);
    expect(lines[1]).toMatchObject({ level: 'info', msg: 'The collector takes telemetry again.' });
  } finally {
    await telemetry.shutdown();
    collector.close();
  }
});

/** Protobuf keeps strings as they are, so names can be found without decoding. */
async function readText(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString('latin1');
}
