import { recorder } from '../recorder.ts';
import { queueDepths, type QueueDepth } from './queue-depths.ts';

/** How an attempt at a job ended: `retried` when another attempt follows, `failed` when none does. */
export type AttemptOutcome = 'completed' | 'retried' | 'failed';

/** Depth, rate, failures and duration of all queues that this process opened. */
export const queueMetrics = {
  /** Counts one ended attempt. Does nothing while nothing is recorded. */
  record(queue: string, outcome: AttemptOutcome, durationMs: number): void {
    const { queues } = recorder;
    if (queues === undefined) return;
    const attributes = { queue, outcome };
    queues.attempts.add(1, attributes);
    queues.duration.record(durationMs / 1_000, attributes);
  },

  /**
   * Reports the depth of a queue whenever metrics are collected, and never while nothing is recorded.
   *
   * @param read asks Redis; called once per collection
   * @returns ends the reports
   */
  watch(queue: string, read: () => Promise<QueueDepth>): () => void {
    return queueDepths.watch(queue, read);
  },
};
