import { setTimeout as sleep } from 'node:timers/promises';

/** How many jobs of a queue are in each state, and how far behind its workers are. */
export interface QueueDepth {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  /** Those that Redis keeps for a look at why. */
  readonly failed: number;
  /** How long the job that is next has been due, in seconds; 0 when none waits. */
  readonly oldestSeconds: number;
  /** Whether its jobs are left alone until somebody resumes it. */
  readonly paused: boolean;
}

interface Source {
  readonly queue: string;
  readonly read: () => Promise<QueueDepth>;
}

/** A collection of metrics must not wait for a Redis that is away. */
const READ_MS_MAX = 1_000;

/** The queues that this process has open. They are asked only when metrics are collected. */
const sources = new Set<Source>();

export const queueDepths = {
  /** Adds a queue. @returns ends that */
  watch(queue: string, read: () => Promise<QueueDepth>): () => void {
    const source = { queue, read };
    sources.add(source);
    return () => void sources.delete(source);
  },

  /** Depths of the queues that answer within a second. */
  async read(): Promise<readonly { readonly queue: string; readonly depth: QueueDepth }[]> {
    const depths = await Promise.all([...sources].map(async ({ queue, read }) => ({ queue, depth: await inTime(read) })));
    return depths.filter((entry): entry is { queue: string; depth: QueueDepth } => entry.depth !== undefined);
  },
};

async function inTime(read: () => Promise<QueueDepth>): Promise<QueueDepth | undefined> {
  const answered = read().catch(() => undefined); // A queue that cannot be asked has no number at this moment.
  return Promise.race([answered, sleep(READ_MS_MAX, undefined, { ref: false })]);
}
