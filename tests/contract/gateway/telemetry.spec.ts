import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { ParseError } from '@parlance/errors';
import { startTelemetry, type Telemetry } from '@parlance/telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { APP, GatewayProcess, KEYS, REST } from './gateway-process.ts';

const exporter = new InMemorySpanExporter();
let telemetry: Telemetry;
let gateway: GatewayProcess;
/** Behind a proxy of the deployment, whose trace context is trusted. */
let behindProxy: GatewayProcess;
beforeAll(async () => {
  telemetry = await startTelemetry({
    service: 'gateway',
    sinks: { spanProcessors: [new SimpleSpanProcessor({ exporter })], metricReaders: [] },
  });
  gateway = await GatewayProcess.start();
  behindProxy = await GatewayProcess.start({ PARLANCE_TRACE_PROXIES: '10.0.0.0/8, 127.0.0.1' });
});
afterAll(async () => {
  await gateway.stop();
  await behindProxy.stop();
  await telemetry.shutdown();
});

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

it("continues a trusted proxy's trace through the route and on to the service", async () => {
  await ask(behindProxy.url, '/parse/classes/Game/abc?keys=a', { headers: { ...REST, traceparent: `00-${TRACE}-${PARENT}-01` } });
  const spans = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === TRACE);
  const root = spans.find(({ name }) => name === 'GET /classes/:className/:objectId');
  expect(root?.parentSpanContext?.spanId).toBe(PARENT);
  expect(root?.attributes).toMatchObject({ 'http.request.method': 'GET', 'parlance.app': APP });
  const call = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === root?.spanContext().spanId);
  expect(call.map(({ name }) => name).join()).toContain('data.get');
});

/** The spans that ended meanwhile. */
async function spansOf(work: () => Promise<unknown>) {
  exporter.reset();
  await work();
  return exporter.getFinishedSpans();
}

it.each(['00', '01'])('SEC-31 lets no client decide whether its request is recorded: flags %s become a link', async (flags) => {
  const headers = { ...REST, traceparent: `00-${TRACE}-${PARENT}-${flags}` };
  const spans = await spansOf(() => ask(gateway.url, '/parse/classes/Game/abc', { headers }));
  const root = spans.find(({ name }) => name === 'GET /classes/:className/:objectId');
  expect(root?.parentSpanContext).toBeUndefined();
  expect(root?.spanContext().traceId).not.toBe(TRACE);
  expect(root?.links.map(({ context }) => [context.traceId, context.spanId])).toEqual([[TRACE, PARENT]]);
  expect(spans.filter((span) => span.spanContext().traceId === TRACE)).toEqual([]);
});

it('names status and failure of a request: 124 and statuses from 500 on are failures, mistakes of clients are none', async () => {
  const outcomes = async (answer: (() => never) | undefined) => {
    if (answer === undefined) gateway.recorder.answers.delete('data.get');
    else gateway.recorder.answers.set('data.get', answer);
    const spans = await spansOf(() => ask(gateway.url, '/parse/classes/Game/abc', { headers: REST }));
    const root = spans.find(({ name }) => name === 'GET /classes/:className/:objectId');
    return [root?.attributes['http.response.status_code'], root?.status.code];
  };
  const fails = (error: Error) => () => {
    throw error;
  };
  expect(await outcomes(undefined)).toEqual([200, SpanStatusCode.UNSET]);
  expect(await outcomes(fails(new ParseError('ObjectNotFound', 'x')))).toEqual([404, SpanStatusCode.UNSET]);
  expect(await outcomes(fails(new ParseError('RequestTimeout', 'x')))).toEqual([400, SpanStatusCode.ERROR]);
  expect(await outcomes(fails(new ParseError('ServiceUnavailable', 'x')))).toEqual([503, SpanStatusCode.ERROR]);
  expect(await outcomes(fails(new Error('x')))).toEqual([500, SpanStatusCode.ERROR]);
  gateway.recorder.reset();
});

it('records no probe, and nothing of the services that are asked for one', async () => {
  const spans = await spansOf(async () => {
    for (const path of ['/health/live', '/health/ready', '/parse/health']) await ask(gateway.url, path);
  });
  expect(spans.map(({ name }) => name)).toEqual([]);
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
