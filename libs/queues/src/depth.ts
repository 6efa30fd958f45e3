import type { QueueDepth } from '@parlance/telemetry';
import type { Queue as BullQueue } from 'bullmq';

/** How a queue is now, in all processes. Waits for Redis. */
export async function depthOf(queue: BullQueue): Promise<QueueDepth> {
  const [counts, [oldest], paused] = await Promise.all([
    queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed'),
    queue.getJobs(['waiting'], 0, 0, true),
    queue.isPaused(),
  ]);
  const { waiting = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = counts;
  const lateMs = oldest === undefined ? 0 : Date.now() - oldest.timestamp - (oldest.opts.delay ?? 0);
  return { waiting: waiting + prioritized, delayed, active, failed, oldestSeconds: Math.max(0, lateMs) / 1_000, paused };
}
