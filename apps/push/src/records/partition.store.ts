import type { push } from '@parlance/contracts';
import { MongoBulkWriteError, readFrom, writeTo, type Collection, type Document, type WriteError } from '@parlance/mongo';
import type { CountedPartition } from '@parlance/push';
import type { PartitionDocument } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

const DUPLICATE_KEY = 11_000;
const INSERTED_TOGETHER = 500;

const NO_LEASE = new Date(0);

/** The state of a partition as a worker brings it. */
export interface Checkpoint extends Omit<push.CheckpointRequest, 'partition' | 'notBefore'> {
  readonly notBefore?: Date | undefined;
}

/** The partitions of waves. Each is changed by one conditional write at a time. */
export class PartitionStore {
  readonly leaseMs: number;
  readonly #database: MongoPushDatabase;
  /** Leases are counted by the clock of the database, which all replicas share. */
  readonly #leaseFromNow: Document;

  /** @param leaseMs how long a worker has a partition after each sign of life */
  constructor(database: MongoPushDatabase, leaseMs: number) {
    this.#database = database;
    this.leaseMs = leaseMs;
    this.#leaseFromNow = { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: leaseMs } };
  }

  /** Adds those that are not there: planning may run again. */
  async ensure(partitions: readonly PartitionDocument[]): Promise<void> {
    const collection = await this.#partitions();
    for (let at = 0; at < partitions.length; at += INSERTED_TOGETHER) {
      const some = partitions.slice(at, at + INSERTED_TOGETHER);
      await writeTo(collection, 'insert', async () => {
        try {
          await collection.insertMany([...some], { ordered: false });
        } catch (error) {
          if (!(error instanceof MongoBulkWriteError) || !errorsOf(error).every(({ code }) => code === DUPLICATE_KEY)) throw error;
        }
      });
    }
  }

  async find(id: string): Promise<PartitionDocument | undefined> {
    const collection = await this.#partitions();
    return (await readFrom(collection, 'find', () => collection.findOne({ _id: id }))) ?? undefined;
  }

  /**
   * Takes a partition that waits, or whose worker's lease has run out.
   * @returns undefined for one that is neither
   */
  async claim(id: string, owner: string, now: Date): Promise<PartitionDocument | undefined> {
    const collection = await this.#partitions();
    const isDue = { $or: [{ notBefore: { $exists: false } }, { notBefore: { $lte: now } }] };
    const isLeft = { state: 'running' as const, $expr: { $lt: ['$leaseUntil', '$$NOW'] } };
    const filter = { _id: id, $or: [{ state: 'ready' as const, ...isDue }, isLeft] };
    const taken = { state: 'running', owner: { $literal: owner }, fence: { $add: ['$fence', 1] }, leaseUntil: this.#leaseFromNow };
    const found = await writeTo(collection, 'findAndModify', () =>
      collection.findOneAndUpdate(filter, [{ $set: taken }, { $unset: 'notBefore' }], { returnDocument: 'after' }),
    );
    return found ?? undefined;
  }

  /**
   * Stores the state of a partition if nobody has moved it on since, and renews the lease.
   * @returns false when somebody has, or has claimed it
   */
  async checkpoint(id: string, { fence, seq, work, then, notBefore }: Checkpoint): Promise<boolean> {
    const collection = await this.#partitions();
    const held = { _id: id, state: 'running' as const, fence, seq };
    const stays = { work: { $literal: work }, seq: { $add: ['$seq', 1] } };
    const next: Document = {
      run: { leaseUntil: this.#leaseFromNow },
      wait: { state: 'ready', leaseUntil: NO_LEASE, ...(notBefore === undefined ? {} : { notBefore }) },
      done: { state: 'done', leaseUntil: NO_LEASE },
    };
    const { matchedCount } = await writeTo(collection, 'update', () =>
      collection.updateOne(held, [{ $set: { ...stays, ...(next[then] as Document) } }]),
    );
    return matchedCount > 0;
  }

  /** Partitions of a push that a worker can take now, in order. */
  async claimable(pushId: string, now: Date, limit: number): Promise<readonly Pick<PartitionDocument, '_id' | 'lane' | 'fence'>[]> {
    const collection = await this.#partitions();
    const isDue = { $or: [{ notBefore: { $exists: false } }, { notBefore: { $lte: now } }] };
    const isLeft = { state: 'running' as const, $expr: { $lt: ['$leaseUntil', '$$NOW'] } };
    const filter = { push: pushId, $or: [{ state: 'ready' as const, ...isDue }, isLeft] };
    const options = { projection: { lane: 1, fence: 1 }, sort: { _id: 1 as const }, limit };
    return readFrom(collection, 'find', () => collection.find(filter, options).toArray());
  }

  /** Partitions of a push that a worker has. */
  async held(pushId: string): Promise<number> {
    const collection = await this.#partitions();
    const filter = { push: pushId, state: 'running' as const, $expr: { $gte: ['$leaseUntil', '$$NOW'] } };
    return readFrom(collection, 'count', () => collection.countDocuments(filter));
  }

  /** Partitions of all pushes of an app in one lane that a worker has. */
  async heldOfApp(app: string, lane: push.PushLane): Promise<number> {
    const collection = await this.#partitions();
    const filter = { a: app, state: 'running' as const, lane, $expr: { $gte: ['$leaseUntil', '$$NOW'] } };
    return readFrom(collection, 'count', () => collection.countDocuments(filter));
  }

  /** Partitions that wait for a worker, by lane. */
  async waiting(): Promise<ReadonlyMap<push.PushLane, number>> {
    const collection = await this.#partitions();
    const stages = [{ $match: { state: 'ready' } }, { $group: { _id: '$lane', count: { $sum: 1 } } }];
    const found = await readFrom(collection, 'aggregate', () =>
      collection.aggregate<{ _id: push.PushLane; count: number }>(stages).toArray(),
    );
    return new Map(found.map(({ _id, count }) => [_id, count] as const));
  }

  /** Partitions that are to be worked on still, of a push or of one of its waves. */
  async open(of: { readonly push: string } | { readonly wave: string }): Promise<number> {
    const collection = await this.#partitions();
    const filter = { ...of, state: { $in: ['ready' as const, 'running' as const] } };
    return readFrom(collection, 'count', () => collection.countDocuments(filter));
  }

  /** Ends the partitions that nobody works on and that hold nothing in suspense: neither announced slices nor retries. */
  async cancelIdle(pushId: string): Promise<void> {
    const collection = await this.#partitions();
    const filter = { push: pushId, state: 'ready' as const, 'work.slices': { $size: 0 }, 'work.retries': { $size: 0 } };
    await writeTo(collection, 'update', () => collection.updateMany(filter, { $set: { state: 'canceled' } }));
    // Those that wait for the time of a retry are let go, for a worker to settle them.
    await writeTo(collection, 'update', () =>
      collection.updateMany({ push: pushId, state: 'ready' }, { $unset: { notBefore: '' as const } }),
    );
  }

  /** The counts of a push so far, by partition. */
  async counts(pushId: string): Promise<readonly CountedPartition[]> {
    const collection = await this.#partitions();
    const options = { projection: { state: 1, 'work.counts': 1 } };
    const found = await readFrom(collection, 'find', () => collection.find({ push: pushId }, options).toArray());
    return found.map(({ state, work }) => ({ state, counts: work.counts }));
  }

  async removeOf(pushId: string): Promise<void> {
    const collection = await this.#partitions();
    await writeTo(collection, 'delete', () => collection.deleteMany({ push: pushId }));
  }

  async #partitions(): Promise<Collection<PartitionDocument>> {
    return (await this.#database.open()).partitions;
  }
}

function errorsOf({ writeErrors }: InstanceType<typeof MongoBulkWriteError>): readonly WriteError[] {
  return [writeErrors].flat();
}
