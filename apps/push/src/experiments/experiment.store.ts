import { readFrom, writeTo, type ClientSession, type Collection, type TransactionOptions } from '@parlance/mongo';
import { REMOVABLE } from '@parlance/push';
import type { CheckedAudience, ExperimentDocument, StoredLaunch } from '../database/experiment-document.ts';
import type { MongoPushDatabase, Opened } from '../database/mongo-push-database.ts';

/** Callers give up after nine seconds. */
const TRANSACTION: TransactionOptions & { timeoutMS: number } = { writeConcern: { w: 'majority', journal: true }, timeoutMS: 8_000 };
/** Experiments of one day that are compared. */
const SAME_DAY_MAX = 20;

/** States that a push has once it is promised. */
type Promised = 'pending' | 'scheduled';

/**
 * The experiments of all apps. A change of an experiment and of its pushes is one transaction: whatever process is killed, either
 * all of it has happened or nothing.
 */
export class ExperimentStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  /**
   * Stores an experiment, and with it the promise of its pushes, which are prepared.
   * @returns false when one of the pushes is not prepared any more: nothing was stored
   */
  promise(experiment: ExperimentDocument, state: Promised): Promise<boolean> {
    const ids = experiment.variants.map(({ push }) => `${experiment.a}.${push}`);
    return this.#together(async ({ experiments, pushes }, session) => {
      await experiments.insertOne(experiment, { session });
      const filter = { _id: { $in: ids }, state: 'preparing' as const };
      return (await pushes.updateMany(filter, { $set: { state } }, { session })).matchedCount === ids.length;
    });
  }

  /**
   * Notes the launch of an experiment, once, and with it the promise of its push, which is prepared.
   * @returns false when it was launched before, or there is nothing of both: nothing was stored
   */
  launch(id: string, launch: StoredLaunch, pushId: string, state: Promised): Promise<boolean> {
    return this.#together(async ({ experiments, pushes }, session) => {
      const noted = await experiments.updateOne({ _id: id, launch: { $exists: false } }, { $set: { launch } }, { session });
      const promised = await pushes.updateOne({ _id: pushId, state: 'preparing' }, { $set: { state } }, { session });
      return noted.matchedCount === 1 && promised.matchedCount === 1;
    });
  }

  /**
   * Gives the push of a launch up of which nothing was handed over; the experiment may be launched again.
   * @returns false for all others: nothing has changed
   */
  withdraw(id: string, pushId: string): Promise<boolean> {
    return this.#together(async ({ experiments, pushes }, session) => {
      const { matchedCount } = await pushes.updateOne({ _id: pushId, ...UNSENT }, GIVEN_UP, { session });
      await experiments.updateOne({ _id: id }, { $unset: { launch: '' } }, { session });
      return matchedCount === 1;
    });
  }

  /**
   * Removes an experiment, and gives its pushes up, while nothing of any of them was handed over.
   * @returns false for all others, and for one that was launched: nothing has changed
   */
  giveUp(id: string, versions: readonly { readonly _id: string }[]): Promise<boolean> {
    return this.#together(async ({ experiments, pushes }, session) => {
      const filter = { _id: { $in: versions.map(({ _id }) => _id) }, ...UNSENT };
      const { matchedCount } = await pushes.updateMany(filter, GIVEN_UP, { session });
      const { deletedCount } = await experiments.deleteOne({ _id: id, launch: { $exists: false } }, { session });
      return matchedCount === versions.length && deletedCount === 1;
    });
  }

  async find(id: string): Promise<ExperimentDocument | undefined> {
    const experiments = await this.#experiments();
    return (await readFrom(experiments, 'find', () => experiments.findOne({ _id: id }))) ?? undefined;
  }

  /** Those of an app, the newest first. */
  async list(app: string, since: Date, skip: number, limit: number): Promise<readonly ExperimentDocument[]> {
    const experiments = await this.#experiments();
    const filter = { a: app, createdAt: { $gte: since } };
    return readFrom(experiments, 'find', () => experiments.find(filter).sort({ createdAt: -1 }).skip(skip).limit(limit).toArray());
  }

  /** Others of the same app that are sent on one of the same days. */
  async ofSameDay({ _id, a, days }: Pick<ExperimentDocument, '_id' | 'a' | 'days'>): Promise<readonly ExperimentDocument[]> {
    const experiments = await this.#experiments();
    const filter = { a, _id: { $ne: _id }, days: { $in: [...days] } };
    return readFrom(experiments, 'find', () => experiments.find(filter).sort({ createdAt: -1 }).limit(SAME_DAY_MAX).toArray());
  }

  async note(id: string, checked: CheckedAudience): Promise<void> {
    const experiments = await this.#experiments();
    await writeTo(experiments, 'update', () => experiments.updateOne({ _id: id }, { $set: { checked } }));
  }

  /** Forgets those that were made before a time, and of whose versions none is there any more. */
  async forget(before: Date): Promise<void> {
    const experiments = await this.#experiments();
    const ids = { $map: { input: '$variants.push', in: { $concat: ['$a', '.', '$$this'] } } };
    const left = { from: 'pushes', localField: 'ids', foreignField: '_id', as: 'left', pipeline: [{ $project: { _id: 1 } }] };
    const stages = [
      { $match: { createdAt: { $lt: before } } },
      { $project: { ids } },
      { $lookup: left },
      { $match: { left: { $size: 0 } } },
      { $project: { _id: 1 } },
    ];
    const over = await readFrom(experiments, 'aggregate', () => experiments.aggregate<{ _id: string }>(stages).toArray());
    if (over.length === 0) return;
    await writeTo(experiments, 'delete', () => experiments.deleteMany({ _id: { $in: over.map(({ _id }) => _id) } }));
  }

  /** Makes writes that count when all of them found something to write. */
  async #together(work: (opened: Opened, session: ClientSession) => Promise<boolean>): Promise<boolean> {
    const opened = await this.#database.open();
    return writeTo(opened.experiments, 'transaction', () =>
      opened.database.client.withSession((session) =>
        session.withTransaction(async () => {
          const isWhole = await work(opened, session);
          if (!isWhole) await session.abortTransaction();
          return isWhole;
        }, TRANSACTION),
      ),
    );
  }

  async #experiments(): Promise<Collection<ExperimentDocument>> {
    return (await this.#database.open()).experiments;
  }
}

const GIVEN_UP = { $set: { state: 'removing' as const } };
const UNSENT = { state: { $in: [...REMOVABLE] }, startedAt: { $exists: false } };
