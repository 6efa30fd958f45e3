import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { startTelemetry, type Telemetry } from '@parlance/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const DEVICES = 250;
/** The labels of metrics of pushes, and all values that they may have. */
const LABELS: Readonly<Record<string, RegExp>> = {
  provider: /^(apns|fcm|wns|mpns|webpush)$/,
  outcome: /^(sent|dead|refused|unknown|authError|tooLarge|retry|first|repeat|suspect)$/,
  lane: /^(transactional|fast|bulk)$/,
  reason: /^(ServiceUnavailable|TooManyRequests|other)$/,
};

describe('metrics of pushes', () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const spans = new InMemorySpanExporter();
  let telemetry: Telemetry;
  let deployment: TimedDeployment;
  beforeAll(async () => {
    telemetry = await startTelemetry({
      service: 'test',
      sinks: { spanProcessors: [new SimpleSpanProcessor({ exporter: spans })], metricReaders: [reader] },
    });
    deployment = await startTimedDeployment({ start: '2026-05-01T12:00:00Z' });
    await storeDevices(deployment.parlance, DEVICES);
  });
  afterAll(async () => {
    await deployment?.close();
    await telemetry?.shutdown();
  });

  /** Values by name and labels; of a histogram the number of values. */
  async function points(): Promise<Record<string, number>> {
    exporter.reset();
    await reader.forceFlush();
    const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
    return Object.fromEntries(
      all
        .filter(({ descriptor }) => descriptor.name.startsWith('push_'))
        .flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => {
            for (const [label, text] of Object.entries(attributes))
              expect([label, text]).toEqual([label, expect.stringMatching(LABELS[label] ?? /^$/)]);
            const name = [descriptor.name, ...Object.values(attributes)].join(' ');
            return [name, typeof value === 'number' ? value : (value as { count: number }).count];
          }),
        ),
    );
  }

  it('I9 tell how pushes go, by provider, lane, outcome and reason alone', async () => {
    deployment.simulators.apns.change({
      scripts: [
        { tokens: [token(1), token(2)], fates: ['Unregistered'] },
        { tokens: [token(3)], fates: ['reset'] },
        { tokens: [token(4), token(5), token(6)], fates: ['ServiceUnavailable'], repeat: false },
      ],
    });
    const id = await deployment.send({ where: {}, data: { alert: 'hi' } });
    // The busy three are due again by the time at which the first page ends.
    await expect.poll(async () => (await deployment.status(id)).numSent, { timeout: 20_000 }).toBe(DEVICES - 6);
    await deployment.advance(5_000);
    expect(await deployment.ended(id)).toMatchObject({ numSent: DEVICES - 3, numFailed: 2, numUnknown: 1 });
    expect(await points()).toMatchObject({
      push_accept_seconds: 1,
      push_plan_seconds: 1,
      push_scheduler_lag_seconds: 1,
      'push_start_lag_seconds fast': 1,
      'push_queue_depth fast': 0,
      'push_queue_depth bulk': 0,
      push_pages_total: 2,
      push_page_seconds: 2,
      'push_send_total apns sent': DEVICES - 3,
      'push_send_total apns dead': 2,
      'push_send_total apns unknown': 1,
      'push_send_total apns retry': 3,
      'push_send_seconds apns': 4,
      'push_retry_total apns ServiceUnavailable': 3,
      'push_dead_tokens_total apns': 2,
      push_unknown_total: 1,
      'push_inflight apns': 0,
      'push_breaker_state apns': 0,
    });
    expect((await points())['push_window apns']).toBeGreaterThanOrEqual(100);
  });

  it('I9 has spans of the acceptance, the plan, each page and each slice', () => {
    const counts = Object.groupBy(spans.getFinishedSpans(), ({ name }) => name);
    expect(['push accept', 'push plan', 'push page', 'push slice'].map((name) => counts[name]?.length)).toEqual([1, 1, 2, 4]);
    const pages = counts['push page']?.map(({ attributes }) => attributes['push.installations']);
    expect(pages).toEqual([DEVICES, 3]);
    expect(JSON.stringify(spans.getFinishedSpans().map(({ attributes }) => attributes))).not.toContain(token(1));
  });
});
