import type { BatchObservableResult, Counter, Histogram, Meter, ObservableGauge } from '@opentelemetry/api';
import { queueDepths } from './queue-depths.ts';

export interface QueueInstruments {
  readonly attempts: Counter;
  readonly duration: Histogram;
}

const STATES = ['waiting', 'delayed', 'active', 'failed'] as const;

/** Seconds. Jobs are anything from one mail to a range of a hundred thousand installations. */
const DURATION_BOUNDS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900];

/**
 * The instruments that tell how a queue does:
 *
 * - `parlance.queue.attempts`: attempts that ended; attributes `queue`, `outcome` (`completed`, `retried`, `failed`)
 * - `parlance.queue.duration`: histogram of the time an attempt took, in seconds; the same attributes
 * - `parlance.queue.jobs`: gauge of the jobs in Redis; attributes `queue`, `state` (`waiting`, `delayed`, `active`, `failed`). Every
 *   process that opened the queue reports the same numbers, so that dashboards take the highest and not the sum
 * - `parlance.queue.oldest`: gauge of the time that the next job has been due, in seconds; attribute `queue`
 * - `parlance.queue.paused`: gauge, 1 while the queue is paused, else 0; attribute `queue`
 */
export function createQueueInstruments(meter: Meter): QueueInstruments {
  const jobs = meter.createObservableGauge('parlance.queue.jobs', { description: 'Jobs in the queue, by state.', unit: '{job}' });
  const oldest = meter.createObservableGauge('parlance.queue.oldest', { description: 'Time that the next job has been due.', unit: 's' });
  const paused = meter.createObservableGauge('parlance.queue.paused', { description: 'Whether workers leave the queue alone: 1 or 0.' });
  meter.addBatchObservableCallback((result) => observeDepths(result, { jobs, oldest, paused }), [jobs, oldest, paused]);
  return {
    attempts: meter.createCounter('parlance.queue.attempts', { description: 'Ended attempts at jobs.', unit: '{attempt}' }),
    duration: meter.createHistogram('parlance.queue.duration', {
      description: 'Time of an attempt.',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATION_BOUNDS_S },
    }),
  };
}

interface DepthGauges {
  readonly jobs: ObservableGauge;
  readonly oldest: ObservableGauge;
  readonly paused: ObservableGauge;
}

async function observeDepths(result: BatchObservableResult, { jobs, oldest, paused }: DepthGauges): Promise<void> {
  for (const { queue, depth } of await queueDepths.read()) {
    for (const state of STATES) result.observe(jobs, depth[state], { queue, state });
    result.observe(oldest, depth.oldestSeconds, { queue });
    result.observe(paused, depth.paused ? 1 : 0, { queue });
  }
}
