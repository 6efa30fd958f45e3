import type { BreakerState, Outcome, ProviderName } from '@parlance/push';
import { defineInstruments, type BatchObservableResult } from '@parlance/telemetry';

/** A way to devices as it is when metrics are collected. */
export interface WatchedWay {
  readonly name: ProviderName;
  readonly inFlight: number;
  readonly window: number;
  readonly bucket: number;
  readonly breaker: BreakerState;
}

/** Seconds. A page takes milliseconds, or as long as its provider lets it wait. */
const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, halfOpen: 1, open: 2 };
/** Reasons come from providers: those that are not on this list are one. */
const REASONS: ReadonlySet<string> = new Set([
  ...['TooManyRequests', 'QUOTA_EXCEEDED', 'ServiceUnavailable', 'UNAVAILABLE', 'INTERNAL', 'Shutdown', 'InternalServerError'],
  ...['HTTP429', 'HTTP500', 'HTTP502', 'HTTP503', 'channelthrottled', 'HTTP406'],
  ...['noConnection', 'goAway', 'refusedStream', 'timeout', 'streamReset', 'connectionClosed', 'aborted', 'providerFailed'],
]);

const ways = new Set<WatchedWay>();
/** Providers of ways that are gone are reported as idle: the SDK would go on with their last figures. */
const names = new Set<ProviderName>();

const instruments = defineInstruments((meter) => {
  const counter = (name: string, description: string, unit: string) => meter.createCounter(name, { description, unit });
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: BOUNDS_S } });
  const gauge = (name: string, description: string, unit: string) => meter.createObservableGauge(name, { description, unit });
  const inFlight = gauge('push_inflight', 'Messages under way to a provider.', '{message}');
  const window = gauge('push_window', 'Messages that the connections to a provider carry at a time.', '{message}');
  const bucket = gauge('push_bucket_tokens', 'Messages that the scarcest budget of a provider has left.', '{message}');
  const breaker = gauge('push_breaker_state', 'The worst state of the breakers of a provider: 0 closed, 1 trying, 2 open.', '1');
  const observe = (result: BatchObservableResult): void => {
    const byName = Map.groupBy(ways, ({ name }) => name);
    for (const provider of names) {
      const all = byName.get(provider) ?? [];
      result.observe(inFlight, sum(all.map((way) => way.inFlight)), { provider });
      result.observe(window, sum(all.map((way) => way.window)), { provider });
      result.observe(breaker, Math.max(0, ...all.map((way) => BREAKER[way.breaker])), { provider });
      const tokens = all.map((way) => way.bucket).filter(Number.isFinite);
      if (tokens.length > 0) result.observe(bucket, Math.min(...tokens), { provider });
    }
  };
  meter.addBatchObservableCallback(observe, [inFlight, window, bucket, breaker]);
  return {
    pages: counter('push_pages_total', 'Pages of installations that were sent to.', '{page}'),
    page: seconds('push_page_seconds', 'Time of a page.'),
    sent: counter('push_send_total', 'Messages that were handed to providers, by outcome.', '{message}'),
    sending: seconds('push_send_seconds', 'Time until a provider has answered all messages of a slice.'),
    retries: counter('push_retry_total', 'Messages that are tried again, by reason.', '{message}'),
    dead: counter('push_dead_tokens_total', 'Tokens and channels that providers called dead.', '{token}'),
    unknown: counter('push_unknown_total', 'Messages of which nobody knows whether they arrived.', '{message}'),
    leasesLost: counter('push_lease_lost_total', 'Partitions that their worker lost to another.', '{partition}'),
  };
});

/** The figures of the workers about pushes. No label names a push, a device or an app. */
export const pushMetrics = {
  /** Reports a way whenever metrics are collected. @returns ends that */
  watch(way: WatchedWay): () => void {
    ways.add(way);
    names.add(way.name);
    return () => void ways.delete(way);
  },

  /** Counts the messages of one slice to one provider. */
  sent(provider: ProviderName, outcomes: readonly Outcome[], ms: number): void {
    const { current } = instruments;
    if (current === undefined || outcomes.length === 0) return;
    current.sending.record(ms / 1_000, { provider });
    for (const [outcome, some] of Map.groupBy(outcomes, ({ kind }) => kind)) current.sent.add(some.length, { provider, outcome });
    for (const outcome of outcomes) {
      if (outcome.kind === 'retry') current.retries.add(1, { provider, reason: REASONS.has(outcome.reason) ? outcome.reason : 'other' });
      else if (outcome.kind === 'dead') current.dead.add(1, { provider });
    }
  },

  page(ms: number): void {
    instruments.current?.pages.add(1);
    instruments.current?.page.record(ms / 1_000);
  },

  unknown(messages: number): void {
    if (messages > 0) instruments.current?.unknown.add(messages);
  },

  leaseLost(): void {
    instruments.current?.leasesLost.add(1);
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
