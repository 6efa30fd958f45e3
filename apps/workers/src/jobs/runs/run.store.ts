import { MongoServerError, readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { EndState, RunDocument } from '../database/documents.ts';
import type { MongoJobsDatabase } from '../database/mongo-jobs-database.ts';

const DUPLICATE_KEY = 11_000;
/** Members of a run that is under way. */
const RELEASED = { only: '', place: '', aliveUntil: '' } as const;
/** How often a claim looks for another place where processes claim at the same moment. */
const PLACE_TRIES_MAX = 20;
/** Runs that one look takes up. */
const LOOKED_AT_MAX = 1_000;

/** Which attempt at which run. */
export interface Attempt {
  readonly app: string;
  readonly jobId: string;
  readonly attempt: number;
}

export interface RunEnd {
  readonly state: EndState;
  readonly message?: string | undefined;
}

/** All runs of all jobs. Each step is one write that names the state it starts from: two processes at once make it once. */
export class RunStore {
  readonly #database: MongoJobsDatabase;
  readonly #aliveMs: number;

  /** @param aliveMs how long an attempt counts as alive after each sign of life */
  constructor(database: MongoJobsDatabase, aliveMs: number) {
    this.#database = database;
    this.#aliveMs = aliveMs;
  }

  /** @returns false where a run of the same moment is there already */
  async add(run: RunDocument): Promise<boolean> {
    const runs = await this.#runs();
    try {
      await writeTo(runs, 'insert', () => runs.insertOne(run));
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async find(id: string): Promise<RunDocument | undefined> {
    const runs = await this.#runs();
    return (await readFrom(runs, 'find', () => runs.findOne({ _id: id }))) ?? undefined;
  }

  /** Whether a run of a schedule waits for its first attempt or its next one. */
  async waits(schedule: string): Promise<boolean> {
    const runs = await this.#runs();
    const filter = { schedule, state: 'waiting' as const };
    return (await readFrom(runs, 'find', () => runs.findOne(filter, { projection: { _id: 1 } }))) !== null;
  }

  /** Runs that may begin now, the longest waiting first. */
  async due(now: Date): Promise<readonly RunDocument[]> {
    const runs = await this.#runs();
    const filter = { state: 'waiting' as const, dueAt: { $lte: now } };
    return readFrom(runs, 'find', () => runs.find(filter).sort({ dueAt: 1 }).limit(LOOKED_AT_MAX).toArray());
  }

  /** How many runs each app has under way. */
  async running(): Promise<ReadonlyMap<string, number>> {
    const runs = await this.#runs();
    const pipeline = [{ $match: { state: 'running' } }, { $group: { _id: '$a', n: { $sum: 1 } } }];
    const counted = await readFrom(runs, 'aggregate', () => runs.aggregate<{ _id: string; n: number }>(pipeline).toArray());
    return new Map(counted.map(({ _id, n }) => [_id, n]));
  }

  /** How many runs are due and under way, of all apps, and for how long the first of them has been due. */
  async backlog(now: Date): Promise<{ readonly waiting: number; readonly running: number; readonly oldestSeconds: number }> {
    const runs = await this.#runs();
    const due = { state: 'waiting' as const, dueAt: { $lte: now } };
    const [waiting, running, oldest] = await readFrom(runs, 'count', () =>
      Promise.all([
        runs.countDocuments(due),
        runs.countDocuments({ state: 'running' }),
        runs.findOne(due, { sort: { dueAt: 1 }, projection: { dueAt: 1 } }),
      ]),
    );
    return { waiting, running, oldestSeconds: oldest === null ? 0 : (now.getTime() - oldest.dueAt.getTime()) / 1_000 };
  }

  /** Runs whose attempt has given no sign of life for long enough. */
  async lost(): Promise<readonly RunDocument[]> {
    const runs = await this.#runs();
    const filter = { state: 'running' as const, $expr: { $lt: ['$aliveUntil', '$$NOW'] } };
    return readFrom(runs, 'find', () => runs.find(filter).limit(LOOKED_AT_MAX).toArray());
  }

  /** Runs that have ended, and whose objects may not show it. */
  async unshown(): Promise<readonly RunDocument[]> {
    const runs = await this.#runs();
    return readFrom(runs, 'find', () => runs.find({ unshown: true }).limit(LOOKED_AT_MAX).toArray());
  }

  /**
   * Begins the next attempt at a run that is due, in one of the places of its app: no two runs are in one place, whoever claims.
   * @param runningMax places of the app
   * @param only the words of a job of which one run may be under way at a time
   * @returns undefined where it does not wait any more, is not due, its app has no place, or another run of the job is under way
   */
  async claim({ _id: id, a: app }: RunDocument, now: Date, runningMax: number, only: string | undefined): Promise<RunDocument | undefined> {
    for (let tries = 0; tries < PLACE_TRIES_MAX; tries++) {
      const place = await this.#freePlace(app, runningMax);
      if (place === undefined) return undefined;
      try {
        return await this.#take(id, now, place, only);
      } catch (error) {
        const index = duplicateIn(error);
        if (index === undefined) throw error;
        if (index !== 'place') return undefined;
        // Another process has taken the place meanwhile.
      }
    }
    return undefined; // the next look wakes a worker again
  }

  async #take(id: string, now: Date, place: string, only: string | undefined): Promise<RunDocument | undefined> {
    const runs = await this.#runs();
    const set = {
      state: 'running',
      attempt: { $add: ['$attempt', 1] },
      aliveUntil: this.#aliveUntil(),
      place: { $literal: place },
      ...(only === undefined ? {} : { only: { $literal: only } }),
    };
    const filter = { _id: id, state: 'waiting' as const, dueAt: { $lte: now } };
    const claimed = await writeTo(runs, 'findAndModify', () => runs.findOneAndUpdate(filter, [{ $set: set }], { returnDocument: 'after' }));
    return claimed ?? undefined;
  }

  /** A place in which no run of the app is under way; undefined where as many run as may. */
  async #freePlace(app: string, runningMax: number): Promise<string | undefined> {
    const runs = await this.#runs();
    const running = await readFrom(runs, 'find', () =>
      runs.find({ state: 'running' as const, a: app }, { projection: { place: 1 } }).toArray(),
    );
    if (running.length >= runningMax) return undefined;
    const taken = new Set(running.map(({ place }) => place));
    return Array.from({ length: runningMax }, (_, n) => `${app}|${n}`).find((place) => !taken.has(place));
  }

  /** Notes that attempts are alive. */
  async noteAlive(attempts: readonly Attempt[]): Promise<void> {
    if (attempts.length === 0) return;
    const runs = await this.#runs();
    const $or = attempts.map(({ app, jobId, attempt }) => ({ _id: `${app}.${jobId}`, attempt, state: 'running' as const }));
    await writeTo(runs, 'update', () => runs.updateMany({ $or }, [{ $set: { aliveUntil: this.#aliveUntil() } }]));
  }

  /** Ends an attempt, and the run with it. @returns the run; undefined where the attempt was over already */
  async end({ app, jobId, attempt }: Attempt, { state, message }: RunEnd, now: Date): Promise<RunDocument | undefined> {
    const filter = { _id: `${app}.${jobId}`, state: 'running' as const, attempt };
    return this.#end(filter, { state, message }, now);
  }

  /** Ends a run that waits. @returns the run; undefined where it does not wait */
  async endWaiting(id: string, end: RunEnd, now: Date): Promise<RunDocument | undefined> {
    return this.#end({ _id: id, state: 'waiting' as const }, end, now);
  }

  /**
   * Puts a run back behind an attempt, unless it was cancelled.
   * @param counts false for an attempt that has not begun: the next one has its number
   */
  async putBack({ app, jobId, attempt }: Attempt, dueAt: Date, counts: boolean): Promise<boolean> {
    const runs = await this.#runs();
    const filter = { _id: `${app}.${jobId}`, state: 'running' as const, attempt, cancelled: { $exists: false } };
    const update = {
      $set: { state: 'waiting' as const, dueAt, attempt: counts ? attempt : attempt - 1 },
      $unset: RELEASED,
    };
    return (await writeTo(runs, 'update', () => runs.updateOne(filter, update))).matchedCount > 0;
  }

  /** Has a run that waits looked at later. */
  async putOff(id: string, dueAt: Date): Promise<void> {
    const runs = await this.#runs();
    await writeTo(runs, 'update', () => runs.updateOne({ _id: id, state: 'waiting' }, { $set: { dueAt } }));
  }

  /** Notes that a run under way is to end. @returns undefined where it is not under way */
  async cancel(id: string): Promise<RunDocument | undefined> {
    const runs = await this.#runs();
    const filter = { _id: id, state: 'running' as const };
    const found = await writeTo(runs, 'findAndModify', () => runs.findOneAndUpdate(filter, { $set: { cancelled: true as const } }));
    return found ?? undefined;
  }

  /** The object of the run is there. */
  async made(id: string): Promise<void> {
    const runs = await this.#runs();
    await writeTo(runs, 'update', () => runs.updateOne({ _id: id }, { $unset: { unmade: '' } }));
  }

  /** The object of the run shows its end. */
  async shown(id: string): Promise<void> {
    const runs = await this.#runs();
    await writeTo(runs, 'update', () => runs.updateOne({ _id: id }, { $unset: { unshown: '' } }));
  }

  /** Takes back a run that nobody was promised. */
  async remove(id: string): Promise<void> {
    const runs = await this.#runs();
    await writeTo(runs, 'delete', () => runs.deleteOne({ _id: id, state: 'waiting', attempt: 0 }));
  }

  async #end(
    filter: { readonly _id: string; readonly state: 'running' | 'waiting'; readonly attempt?: number },
    { state, message }: RunEnd,
    now: Date,
  ): Promise<RunDocument | undefined> {
    const runs = await this.#runs();
    const set = { state, finishedAt: now, unshown: true as const, ...(message === undefined ? {} : { message }) };
    const update = { $set: set, $unset: RELEASED };
    const ended = await writeTo(runs, 'findAndModify', () => runs.findOneAndUpdate(filter, update, { returnDocument: 'after' }));
    return ended ?? undefined;
  }

  /** By the clock of the database, which all processes share. */
  #aliveUntil(): object {
    return { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: this.#aliveMs } };
  }

  async #runs(): Promise<Collection<RunDocument>> {
    return (await this.#database.open()).runs;
  }
}

function isDuplicate(error: unknown): boolean {
  return duplicateIn(error) !== undefined;
}

/** The first member of the unique index that a write has met; undefined for other errors. */
function duplicateIn(error: unknown): string | undefined {
  const cause: unknown = error instanceof MongoServerError ? error : error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof MongoServerError) || cause.code !== DUPLICATE_KEY) return undefined;
  const { keyPattern = {} } = cause as { readonly keyPattern?: Readonly<Record<string, unknown>> };
  return Object.keys(keyPattern)[0] ?? '';
}
