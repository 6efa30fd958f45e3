import { readFrom, writeTo } from '@parlance/mongo';
import type { PushDocument, SeenProgress, StoredState } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

const RUNNING: readonly StoredState[] = ['running', 'canceling'];
const PUSHES_MAX = 1_000;

export interface PushProgress {
  readonly pushed: PushDocument;
  /** Another one after each step of any of its partitions. */
  readonly mark: string;
  /** Partitions that are worked on, or could be now. */
  readonly due: number;
}

/** How far running pushes are. */
export class ProgressStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  async ofRunning(now: Date): Promise<readonly PushProgress[]> {
    const { pushes, partitions } = await this.#database.open();
    const running = await readFrom(pushes, 'find', () =>
      pushes
        .find({ state: { $in: [...RUNNING] } })
        .limit(PUSHES_MAX)
        .toArray(),
    );
    if (running.length === 0) return [];
    const waits = { $and: [{ $eq: ['$state', 'ready'] }, { $gt: ['$notBefore', now] }] };
    const isOpen = { $in: ['$state', ['ready', 'running']] };
    const stages = [
      { $match: { push: { $in: running.map(({ _id }) => _id) } } },
      {
        $group: {
          _id: '$push',
          steps: { $sum: '$seq' },
          open: { $sum: { $cond: [isOpen, 1, 0] } },
          due: { $sum: { $cond: [{ $and: [isOpen, { $not: [waits] }] }, 1, 0] } },
        },
      },
    ];
    const sums = await readFrom(partitions, 'aggregate', () =>
      partitions.aggregate<{ _id: string; steps: number; open: number; due: number }>(stages).toArray(),
    );
    const byPush = new Map(sums.map((sum) => [sum._id, sum]));
    return running.map((pushed) => {
      const { steps = 0, open = 0, due = 0 } = byPush.get(pushed._id) ?? {};
      return { pushed, mark: `${pushed.state} ${steps} ${open}`, due };
    });
  }

  async note(_id: string, progress: SeenProgress): Promise<void> {
    const { pushes } = await this.#database.open();
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id }, { $set: { progress } }));
  }
}
