import { randomInt } from 'node:crypto';
import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, writeTo } from '@parlance/mongo';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import type { Description, Experiment, ExperimentState, Move } from './experiment.ts';

const READ_TIME_MS = 2_500;
const DUPLICATE_KEY = 11_000;
/** Moves that an experiment remembers. */
const HISTORY_MAX = 100;
const ID_LENGTH = 10;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** One step of an experiment, made only where it is in one of the states `from`. */
export interface Step {
  readonly from: readonly ExperimentState[];
  /** Made only where this variant, and no other, is the one to be rolled out. */
  readonly choice?: number;
  readonly set?: Partial<Pick<Experiment, 'state' | 'startedAt' | 'endedAt' | 'choice' | 'holds'>> | Description;
  readonly unset?: readonly ('choice' | 'holds' | 'when')[];
  readonly move?: Move;
}

/** The experiments of all apps, in the control database. @throws everywhere RequestTimeout (124), ServiceUnavailable (2) */
export class ExperimentStore {
  readonly #database: MongoControlDatabase;

  constructor(database: MongoControlDatabase) {
    this.#database = database;
  }

  /** @returns the draft, with its id */
  async insert(app: string, description: Description, move: Move): Promise<Experiment> {
    const { experiments, collection } = await this.#database.open();
    const _id = Array.from({ length: ID_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const draft: Experiment = { _id, app, state: 'draft', ...description, createdAt: move.at, history: [move] };
    await writeTo(collection, 'insert', () => experiments.create([draft]));
    return draft;
  }

  async find(app: string, id: string): Promise<Experiment | null> {
    const { experiments, collection } = await this.#database.open();
    return readFrom(collection, 'find', () => experiments.findOne({ _id: id, app }).maxTimeMS(READ_TIME_MS).lean<Experiment>().exec());
  }

  /** Newest first. @param state of those that are wanted; undefined: all */
  async list(app: string, state: ExperimentState | undefined, skip: number, limit: number): Promise<readonly Experiment[]> {
    const { experiments, collection } = await this.#database.open();
    const filter = state === undefined ? { app } : { app, state };
    return readFrom(collection, 'find', () =>
      experiments.find(filter).sort({ createdAt: -1 }).skip(skip).limit(limit).maxTimeMS(READ_TIME_MS).lean<Experiment[]>().exec(),
    );
  }

  async count(app: string, state: ExperimentState): Promise<number> {
    const { experiments, collection } = await this.#database.open();
    return readFrom(collection, 'count', () => experiments.countDocuments({ app, state }).maxTimeMS(READ_TIME_MS).exec());
  }

  /** In the order in which they have started. */
  async running(app: string): Promise<readonly Experiment[]> {
    const { experiments, collection } = await this.#database.open();
    return readFrom(collection, 'find', () =>
      experiments
        .find({ app, state: 'running' })
        .sort({ startedAt: 1, _id: 1 })
        .select({ history: 0 })
        .maxTimeMS(READ_TIME_MS)
        .lean<Experiment[]>()
        .exec(),
    );
  }

  /** Those that run, and those that have ended since. @returns without the values of variants */
  async runningSince(app: string, since: Date): Promise<readonly Experiment[]> {
    const { experiments, collection } = await this.#database.open();
    const ended: ExperimentState[] = ['stopped', 'decided'];
    return readFrom(collection, 'find', () =>
      experiments
        .find({ app, $or: [{ state: 'running' }, { state: { $in: ended }, endedAt: { $gte: since } }] })
        .select({ history: 0, 'variants.values': 0 })
        .maxTimeMS(READ_TIME_MS)
        .lean<Experiment[]>()
        .exec(),
    );
  }

  /**
   * @returns the experiment afterwards; null: there is none in one of these states, or another variant is being rolled out
   * @throws DuplicateValue (137) when another experiment holds one of its parameters
   */
  async step(app: string, id: string, { from, choice, set = {}, unset = [], move }: Step): Promise<Experiment | null> {
    const { experiments, collection } = await this.#database.open();
    const filter = { _id: id, app, state: { $in: from }, ...(choice === undefined ? {} : { $or: [{ choice: null }, { choice }] }) };
    const gone = Object.fromEntries(unset.map((name) => [name, 1 as const]));
    const update = {
      $set: set,
      ...(unset.length === 0 ? {} : { $unset: gone }),
      ...(move === undefined ? {} : { $push: { history: { $each: [move], $slice: -HISTORY_MAX } } }),
    };
    return writeTo(collection, 'update', async () => {
      try {
        return await experiments.findOneAndUpdate(filter, update, { returnDocument: 'after' }).lean<Experiment>().exec();
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
        throw new ParseError('DuplicateValue', 'Another experiment that runs changes one of these parameters.');
      }
    });
  }

  /** @returns whether there was such a draft */
  async removeDraft(app: string, id: string): Promise<boolean> {
    const { experiments, collection } = await this.#database.open();
    const { deletedCount } = await writeTo(collection, 'delete', () => experiments.deleteOne({ _id: id, app, state: 'draft' }).exec());
    return deletedCount > 0;
  }
}
