import type { Counter, Histogram, Meter } from '@opentelemetry/api';

export interface OperationInstruments {
  readonly requests: Counter;
  readonly errors: Counter;
  readonly duration: Histogram;
}

/** Seconds. Reads take about a millisecond; clients give up after ten seconds. */
const DURATION_BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The three instruments that tell how an operation does for an app:
 *
 * - `parlance.operation.requests`: how many were answered; attributes `operation`, `app`
 * - `parlance.operation.errors`: how many of them with an error; the same, and `code`, Parse's error number
 * - `parlance.operation.duration`: histogram of the time to answer, in seconds
 *
 * The SDK holds at most 2,000 combinations of attributes per instrument and adds up the rest under `otel.metric.overflow`.
 */
export function createOperationInstruments(meter: Meter): OperationInstruments {
  return {
    requests: meter.createCounter('parlance.operation.requests', { description: 'Answered requests.', unit: '{request}' }),
    errors: meter.createCounter('parlance.operation.errors', { description: 'Requests answered with an error.', unit: '{request}' }),
    duration: meter.createHistogram('parlance.operation.duration', {
      description: 'Time to answer.',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATION_BOUNDS_S },
    }),
  };
}
