import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { startTelemetry, type Telemetry } from '@parlance/telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { APP, GatewayProcess, KEYS, REST } from './gateway-process.ts';

const exporter = new InMemorySpanExporter();
let telemetry: Telemetry;
let gateway: GatewayProcess;
beforeAll(async () => {
  telemetry = await startTelemetry({
    service: 'gateway',
    sinks: { spanProcessors: [new SimpleSpanProcessor({ exporter })], metricReaders: [] },
  });
  gateway = await GatewayProcess.start();
});
afterAll(async () => {
  await gateway.stop();
  await telemetry.shutdown();
});

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

it("continues the caller's trace through the route and on to the service", async () => {
  await ask(gateway.url, '/parse/classes/Game/abc?keys=a', { headers: { ...REST, traceparent: `00-${TRACE}-${PARENT}-01` } });
  const spans = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === TRACE);
  const root = spans.find(({ name }) => name === 'GET /classes/:className/:objectId');
  expect(root?.parentSpanContext?.spanId).toBe(PARENT);
  expect(root?.attributes).toMatchObject({ 'http.request.method': 'GET', 'parlance.app': APP });
  const call = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === root?.spanContext().spanId);
  expect(call.map(({ name }) => name).join()).toContain('data.get');
});

it('SEC-31 records no key, token, id or value', async () => {
  const headers = { ...REST, 'X-Parse-Session-Token': 'r:secret' };
  await ask(gateway.url, '/parse/classes/Game/some-object?where=%7B%22a%22%3A%22some-value%22%7D', { headers });
  await ask(gateway.url, '/parse/classes/Game', {
    method: 'POST',
    body: { _ApplicationId: APP, _MasterKey: KEYS.master, a: 'some-value' },
  });
  const recorded = exporter
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) => JSON.stringify({ name, attributes, events, status }));
  expect(recorded.join()).not.toMatch(/secret|some-value|some-object|the-/);
});
