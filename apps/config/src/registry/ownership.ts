import { randomUUID } from 'node:crypto';
import { readFrom, writeTo, type Db } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import type { MongoControlDatabase } from './mongo-control-database.ts';

const COLLECTION = 'deployment';
const OWNER = 'owner';

/** The mark of the deployment that a control database belongs to: one document, made by the first start. */
interface OwnerMark {
  readonly _id: typeof OWNER;
  /** Of the database; stays when its owner changes. */
  readonly database: string;
  readonly deployment: string;
  readonly since: Date;
  /** Registries of the deployment that have shown themselves within `BEAT_AGE_MS_MAX`. */
  readonly registries?: readonly ShownRegistry[];
}

/** A registry that runs, as it shows itself in the control database. */
export interface RegistryBeat {
  /** Of the process on its bus (`Bus.id`). */
  readonly id: string;
  /** The prefix of its bus. */
  readonly prefix: string;
  /** The NATS of its bus, for people. */
  readonly nats: string;
}

/** One that was shown, and when, by MongoDB's clock: those of the processes may differ. */
export type ShownRegistry = RegistryBeat & { readonly at: Date };

/** A registry that shows itself no more is forgotten after so many milliseconds. */
const BEAT_AGE_MS_MAX = 2_500;
const BEAT_TIME_MS = 1_000;

export interface OwnershipOptions {
  /** The deployment that this process belongs to. */
  readonly deployment: string;
  /** Name of the control database, for messages. */
  readonly databaseName: string;
  /** The deployment that is to give its control database to this one. Its own name lets a registry start beside one on another NATS. */
  readonly takeOver: string | undefined;
}

/** The control database is another deployment's: its apps, keys and settings would be replaced by this one's. */
export class ForeignDatabaseError extends Error {
  override readonly name = 'ForeignDatabaseError';
}

/** The deployment that a control database belongs to; undefined for one without a mark. */
export async function ownerOf(database: Db): Promise<string | undefined> {
  const marks = database.collection<OwnerMark>(COLLECTION);
  return (await readFrom(marks, 'find', () => marks.findOne({ _id: OWNER })))?.deployment;
}

/** Whether the control database is this deployment's own. */
export class Ownership {
  readonly #database: MongoControlDatabase;
  readonly #options: OwnershipOptions;
  readonly #logger: Logger;

  constructor(database: MongoControlDatabase, options: OwnershipOptions, logger: Logger) {
    this.#database = database;
    this.#options = options;
    this.#logger = logger;
  }

  /**
   * Makes sure that the database is this deployment's: marks one that has no mark, and with `takeOver` one that is that deployment's. To be
   * asked before the registry is written from outside.
   *
   * @returns an id of the database
   * @throws ForeignDatabaseError that names the owner and says how to take over
   */
  async claim(): Promise<string> {
    const { deployment, takeOver } = this.#options;
    const mark = await this.#mark();
    if (mark.deployment === deployment) return mark.database;
    if (mark.deployment !== takeOver) throw this.#foreign(mark);
    await this.#take(takeOver);
    return this.claim();
  }

  /**
   * The registries of this deployment that run, as far as they show themselves in the mark.
   *
   * @param own shows this process, until it is called with the same id and no `own`
   * @returns none where the database has no mark, or another deployment's
   * @throws an error of the driver when the database does not answer
   */
  async registries(id: string, own?: RegistryBeat): Promise<readonly ShownRegistry[]> {
    const { collection } = await this.#database.open();
    const fresh = { $gt: ['$$registry.at', { $subtract: ['$$NOW', BEAT_AGE_MS_MAX] }] };
    const input = { $ifNull: ['$registries', []] };
    const others = { $filter: { input, as: 'registry', cond: { $and: [fresh, { $ne: ['$$registry.id', { $literal: id }] }] } } };
    const shown = own === undefined ? [] : [{ $mergeObjects: [{ $literal: own }, { at: '$$NOW' }] }];
    // Not through writeTo: a trace each second would tell nobody anything.
    const mark = await collection.db
      .collection<OwnerMark>(COLLECTION)
      .findOneAndUpdate(
        { _id: OWNER, deployment: this.#options.deployment },
        [{ $set: { registries: { $concatArrays: [others, shown] } } }],
        { returnDocument: 'after', writeConcern: { w: 1 }, timeoutMS: BEAT_TIME_MS },
      );
    return mark?.registries ?? [];
  }

  /** Whether people have said at this start that the deployment may have another registry elsewhere for a while. */
  get goesOn(): boolean {
    return this.#options.takeOver === this.#options.deployment;
  }

  async #mark(): Promise<OwnerMark> {
    const { collection } = await this.#database.open();
    const marks = collection.db.collection<OwnerMark>(COLLECTION);
    const first = { database: randomUUID(), deployment: this.#options.deployment, since: new Date() };
    const mark = await writeTo(marks, 'findAndModify', () =>
      marks.findOneAndUpdate({ _id: OWNER }, { $setOnInsert: first }, { upsert: true, returnDocument: 'after' }),
    );
    if (mark === null) throw new Error('The control database took no mark of its owner.');
    return mark;
  }

  async #take(from: string): Promise<void> {
    const { collection } = await this.#database.open();
    const marks = collection.db.collection<OwnerMark>(COLLECTION);
    const { deployment } = this.#options;
    await writeTo(marks, 'update', () =>
      marks.updateOne(
        { _id: OWNER, deployment: from },
        { $set: { deployment, since: new Date(), registries: [] } },
        { writeConcern: { w: 'majority' } },
      ),
    );
    this.#logger.warn({ from, deployment }, 'This deployment has taken over the control database of another one.');
  }

  #foreign({ deployment: owner, since }: OwnerMark): ForeignDatabaseError {
    const { deployment, databaseName } = this.#options;
    return new ForeignDatabaseError(
      `The control database "${databaseName}" belongs to the deployment "${owner}", since ${since.toISOString()}; this process is of ` +
        `"${deployment}". Name another database (PARLANCE_CONTROL_DATABASE) or another MongoDB, or set PARLANCE_DEPLOYMENT=${owner} for a ` +
        `process of that deployment. To take it over, stop "${owner}" and start once with PARLANCE_TAKE_OVER=${owner}: its apps file is ` +
        'then replaced by the one of this deployment.',
    );
  }
}
