import type { PushDocument } from '../database/documents.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { WakeUps } from './wake-ups.ts';

/** Partitions of one push that may be worked on at a time: a large push does not take all workers, and the queue stays short. */
const WINDOW = 32;
/** Messages a minute that one partition brings on its way easily: more partitions would take turns at the rate of their push. */
const PER_PARTITION = 6_000;

export interface WindowNeeds {
  readonly partitions: PartitionStore;
  readonly wakeUps: WakeUps;
  /** Partitions of all large pushes of one app that may be worked on at a time. */
  readonly perApp: number;
}

/** Partitions of a push that may be worked on at a time. */
export function windowOf({ maxRate }: Pick<PushDocument, 'maxRate'>): number {
  return maxRate === undefined ? WINDOW : Math.min(WINDOW, Math.ceil(maxRate / PER_PARTITION));
}

/** Tells workers of the partitions of a push that they can claim, as far as its window and that of its app allow. */
export async function wakePartitions(pushed: PushDocument, now: Date, { partitions, wakeUps, perApp }: WindowNeeds): Promise<void> {
  const { _id, a: app } = pushed;
  const room = windowOf(pushed) - (await partitions.held(_id));
  if (room <= 0) return;
  const claimable = await partitions.claimable(_id, now, room);
  let left = claimable.some(({ lane }) => lane === 'bulk') ? perApp - (await partitions.heldOfApp(app, 'bulk')) : 0;
  for (const { _id: partition, lane, fence } of claimable) {
    if (lane === 'bulk' && left-- <= 0) continue;
    await wakeUps.wake({ app, push: _id, partition, lane, fence });
  }
}
