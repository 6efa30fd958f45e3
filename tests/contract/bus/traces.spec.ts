import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { Bus } from '@parlance/bus';
import { contextOf, MODES, natsUrl, randomPrefix, slow } from './harness.ts';

describe.each(MODES)('a trace, %s', (mode) => {
  const ignore = { onStart: () => undefined, onEnd: () => undefined, forceFlush: async () => undefined, shutdown: async () => undefined };
  const sdk = new NodeSDK({ autoDetectResources: false, instrumentations: [], spanProcessors: [ignore], metricReaders: [] });
  const seen: (string | undefined)[] = [];
  let server: Bus;
  let caller: Bus;
  beforeAll(async () => {
    sdk.start();
    const options = { servers: natsUrl(), prefix: randomPrefix(), name: 'traces' };
    server = await Bus.connect(options);
    caller = mode === 'fused' ? server : await Bus.connect(options);
    const handle = async (): Promise<{ started: number }> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(trace.getActiveSpan()?.spanContext().traceId);
      return { started: 1 };
    };
    server.serve([{ operation: slow, handle }]);
    await server.flush();
  });
  afterAll(async () => {
    await Promise.all([server.close(), caller.close(), sdk.shutdown()]);
  });

  it('spans the call, and calls in flight do not mix theirs up', async () => {
    seen.length = 0;
    const tracer = trace.getTracer('test');
    const traced = (name: string): Promise<string> =>
      tracer.startActiveSpan(name, async (span) => {
        await caller.call(slow, { ms: 1 }, contextOf());
        span.end();
        return span.spanContext().traceId;
      });
    const ids = await Promise.all(['a', 'b', 'c'].map(traced));
    expect(new Set(ids).size).toBe(3);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('is not made up where the caller has none', async () => {
    seen.length = 0;
    await caller.call(slow, { ms: 1 }, contextOf());
    expect(seen).toEqual([undefined]);
  });
});
