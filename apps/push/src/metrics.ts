import { push } from '@parlance/contracts';
import { defineInstruments } from '@parlance/telemetry';

/** Seconds: from the answer to a request to a start that was missed by minutes. */
const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300];

/** Asks how many partitions wait for a worker, when metrics are collected. All replicas report the same, so that dashboards take the highest. */
const depths = new Set<() => Promise<ReadonlyMap<push.PushLane, number>>>();

const instruments = defineInstruments((meter) => {
  const depth = meter.createObservableGauge('push_queue_depth', { description: 'Partitions that wait for a worker.', unit: '{partition}' });
  meter.addBatchObservableCallback(
    async (result) => {
      for (const read of depths) {
        const waiting = await read().catch(() => undefined); // A database that is away has no number at this moment.
        if (waiting === undefined) continue;
        for (const lane of push.PUSH_LANES) result.observe(depth, waiting.get(lane) ?? 0, { lane });
      }
    },
    [depth],
  );
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: BOUNDS_S } });
  return {
    accept: seconds('push_accept_seconds', 'Time until a push is accepted.'),
    startLag: seconds('push_start_lag_seconds', 'Time from the moment at which a wave is due to the first claim of its partitions.'),
    plan: seconds('push_plan_seconds', 'Time to plan a wave.'),
    schedulerLag: seconds('push_scheduler_lag_seconds', 'Time from the moment at which a push is due to the look that takes it up.'),
    fenceRejects: meter.createCounter('push_fence_reject_total', {
      description: 'States of partitions that came from a worker that had lost them.',
      unit: '{partition}',
    }),
  };
});

/** The figures of this service about pushes. No label names a push, a device or an app. */
export const pushFigures = {
  accepted(ms: number): void {
    instruments.current?.accept.record(ms / 1_000);
  },

  started(lane: push.PushLane, lagMs: number): void {
    instruments.current?.startLag.record(Math.max(0, lagMs) / 1_000, { lane });
  },

  planned(ms: number): void {
    instruments.current?.plan.record(ms / 1_000);
  },

  takenUp(lagMs: number): void {
    instruments.current?.schedulerLag.record(Math.max(0, lagMs) / 1_000);
  },

  fenceRejected(): void {
    instruments.current?.fenceRejects.add(1);
  },

  /** @param read asks the store; called once per collection. @returns ends that */
  watchQueues(read: () => Promise<ReadonlyMap<push.PushLane, number>>): () => void {
    depths.add(read);
    return () => void depths.delete(read);
  },
};
