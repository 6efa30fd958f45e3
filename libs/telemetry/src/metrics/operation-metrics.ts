import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import { recorder } from '../recorder.ts';

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

/** Rate, errors and duration of all operations this process answers. */
export const operationMetrics = {
  /**
   * Counts one answered request. Does nothing while nothing is recorded.
   *
   * @param operation subject of the operation, such as `data.find`
   * @param app its id, or '' for a request that belongs to none
   * @param errorCode Parse's error number of the answer, 0 when it is none
   */
  record(operation: string, app: string, errorCode: number, durationMs: number): void {
    const { instruments } = recorder;
    if (instruments === undefined) return;
    const attributes: Attributes = { operation, app };
    instruments.requests.add(1, attributes);
    instruments.duration.record(durationMs / 1_000, attributes);
    if (errorCode !== 0) instruments.errors.add(1, { operation, app, code: errorCode });
  },
};
