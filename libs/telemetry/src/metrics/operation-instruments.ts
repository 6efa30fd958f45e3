import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';

/** Seconds. Reads take about a millisecond; clients give up after ten seconds. */
const DURATION_BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Pairs of operation and app whose requests are added up here: as many as the SDK holds. */
const PAIRS_MAX = 2_000;

interface Pair {
  readonly attributes: Attributes;
  /** Since metrics were collected last. */
  requests: number;
}

/**
 * The three instruments that tell how an operation does for an app:
 *
 * - `parlance.operation.requests`: how many were answered; attributes `operation`, `app`
 * - `parlance.operation.errors`: how many of them with an error; the same, and `code`, Parse's error number
 * - `parlance.operation.duration`: histogram of the time to answer, in seconds
 *
 * The SDK holds at most 2,000 combinations of attributes per instrument and adds up the rest under `otel.metric.overflow`. It makes a text
 * of the attributes at each call, which costs a microsecond: requests are added up here and handed over when metrics are collected.
 */
export class OperationInstruments {
  readonly #requests: Counter;
  readonly #errors: Counter;
  readonly #duration: Histogram;
  readonly #pairs = new Map<string, Map<string, Pair>>();
  #size = 0;

  constructor(meter: Meter) {
    this.#requests = meter.createCounter('parlance.operation.requests', { description: 'Answered requests.', unit: '{request}' });
    this.#errors = meter.createCounter('parlance.operation.errors', { description: 'Requests answered with an error.', unit: '{request}' });
    this.#duration = meter.createHistogram('parlance.operation.duration', {
      description: 'Time to answer.',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATION_BOUNDS_S },
    });
  }

  record(operation: string, app: string, errorCode: number, durationMs: number): void {
    const pair = this.#pairOf(operation, app);
    pair.requests += 1;
    this.#duration.record(durationMs / 1_000, pair.attributes);
    if (errorCode !== 0) this.#errors.add(1, { operation, app, code: errorCode });
  }

  /** To be called when metrics are about to be collected. */
  handOver(): void {
    for (const pairs of this.#pairs.values()) {
      for (const pair of pairs.values()) {
        if (pair.requests > 0) this.#requests.add(pair.requests, pair.attributes);
        pair.requests = 0;
      }
    }
  }

  #pairOf(operation: string, app: string): Pair {
    const known = this.#pairs.get(operation)?.get(app);
    if (known !== undefined) return known;
    if (this.#size >= PAIRS_MAX) {
      this.handOver();
      this.#pairs.clear();
      this.#size = 0;
    }
    const pair: Pair = { attributes: { operation, app }, requests: 0 };
    let pairs = this.#pairs.get(operation);
    if (pairs === undefined) this.#pairs.set(operation, (pairs = new Map<string, Pair>()));
    pairs.set(app, pair);
    this.#size += 1;
    return pair;
  }
}
