import { MongoServerError, readFrom, writeTo } from '@parlance/mongo';
import type { HeldLease } from '@parlance/service';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

const LEADER = 'leader';
const DUPLICATE_KEY = 11_000;

/** The lease of the one replica that looks after all pushes. It saves work and decides nothing: each step is safe beside another one's. */
export class LeaderStore {
  readonly #database: MongoPushDatabase;
  readonly #holder: string;
  readonly #leaseMs: number;

  constructor(database: MongoPushDatabase, holder: string, leaseMs: number) {
    this.#database = database;
    this.#holder = holder;
    this.#leaseMs = leaseMs;
  }

  /** Takes or keeps the lease. @returns false while another replica has it */
  async hold(): Promise<boolean> {
    const { leases } = await this.#database.open();
    const isFree = { _id: LEADER, $or: [{ holder: this.#holder }, { $expr: { $lt: ['$until', '$$NOW'] } }] };
    const until = { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: this.#leaseMs } };
    const isOurs = { $and: [{ $eq: ['$holder', { $literal: this.#holder }] }, { $gt: ['$until', '$$NOW'] }] };
    const since = { $cond: [isOurs, { $ifNull: ['$since', '$$NOW'] }, '$$NOW'] };
    const taken = [{ $set: { holder: { $literal: this.#holder }, until, since } }];
    return writeTo(leases, 'update', async () => {
      if ((await leases.updateOne(isFree, taken)).matchedCount > 0) return true;
      try {
        // The database takes no expression in the condition of an upsert.
        await leases.updateOne({ _id: LEADER, holder: { $exists: false } }, taken, { upsert: true });
        return true;
      } catch (error) {
        // The document is there: somebody else's.
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    });
  }

  /** The replica that has the lease now, if one has. */
  async held(): Promise<HeldLease | undefined> {
    const { leases } = await this.#database.open();
    const filter = { _id: LEADER, $expr: { $gt: ['$until', '$$NOW'] } };
    const lease = await readFrom(leases, 'find', () => leases.findOne(filter));
    return lease === null ? undefined : { holder: lease.holder, since: lease.since, until: lease.until };
  }

  async release(): Promise<void> {
    const { leases } = await this.#database.open();
    await writeTo(leases, 'delete', () => leases.deleteOne({ _id: LEADER, holder: this.#holder }));
  }
}
