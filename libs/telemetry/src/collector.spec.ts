import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { operationMetrics, span, startTelemetry } from './index.ts';

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
    const telemetry = await startTelemetry({ service: 'the-service', endpoint: `http://127.0.0.1:${port}/` });
    span('the-span', 'server', undefined, () => 1);
    operationMetrics.record('data.find', 'the-app', 0, 4);
    await telemetry.shutdown();
  } finally {
    collector.close();
  }
  expect([...received.keys()].sort()).toEqual(['/v1/metrics', '/v1/traces']);
  expect(received.get('/v1/traces')).toMatch(/the-service[^]*the-span/);
  expect(received.get('/v1/metrics')).toMatch(/the-service[^]*parlance\.operation\.requests[^]*the-app/);
});

/** Protobuf keeps strings as they are, so names can be found without decoding. */
async function readText(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString('latin1');
}
