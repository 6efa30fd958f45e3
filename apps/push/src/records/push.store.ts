import { MongoServerError, readFrom, writeTo, type Collection } from '@parlance/mongo';
import { REMOVABLE, TERMINAL_STATES, TRANSITIONS, type Transition, type TransitionName } from '@parlance/push';
import type { PushDocument, StoredState } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

const DUPLICATE_KEY = 11_000;
const DAY_MS = 86_400_000;
/** Pushes that one look takes up. */
const ACTIVE_MAX = 1_000;

/** States of which the scheduler looks after a push. */
const WORKING: readonly StoredState[] = ['running', 'paused', 'canceling', 'preparing'];

/** Members that a change of state may set. */
export type PushChange = Partial<Pick<PushDocument, 'startedAt' | 'finishedAt' | 'error' | 'zonesAt' | 'dueAt' | 'cancelRequestedAt'>>;

/** All pushes of all apps. */
export class PushStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  /**
   * Adds a push.
   * @returns the earlier push of the same app and key, of the last day, where there is one: nothing was added then
   */
  async add(push: PushDocument): Promise<PushDocument | undefined> {
    const pushes = await this.#pushes();
    const { a, key } = push;
    try {
      await writeTo(pushes, 'insert', () => pushes.insertOne(push));
      return undefined;
    } catch (error) {
      if (key === undefined || !isDuplicate(error)) throw error;
    }
    const since = new Date(push.createdAt.getTime() - DAY_MS);
    const earlier = await readFrom(pushes, 'find', () => pushes.findOne({ a, key, createdAt: { $gt: since } }));
    if (earlier !== null) return earlier;
    await writeTo(pushes, 'update', () => pushes.updateOne({ a, key, createdAt: { $lte: since } }, { $unset: { key: '' } }));
    return this.add(push);
  }

  async find(id: string): Promise<PushDocument | undefined> {
    const pushes = await this.#pushes();
    return (await readFrom(pushes, 'find', () => pushes.findOne({ _id: id }))) ?? undefined;
  }

  /** Pushes that something is to be done about: those at work, and those that are due. */
  async active(now: Date): Promise<readonly PushDocument[]> {
    const pushes = await this.#pushes();
    const due = { state: { $in: ['pending', 'scheduled'] as StoredState[] }, dueAt: { $lte: now } };
    const filter = { $or: [{ state: { $in: [...WORKING] } }, due] };
    return readFrom(pushes, 'find', () => pushes.find(filter).sort({ dueAt: 1 }).limit(ACTIVE_MAX).toArray());
  }

  /** A push whose object in the app's database is stored too: from now on it is promised. */
  async promise(id: string, state: 'pending' | 'scheduled'): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id: id, state: 'preparing' }, { $set: { state } }));
  }

  /** Makes a step of a push, where its stored state allows it. @returns false where it does not */
  async take(id: string, name: TransitionName, change: PushChange = {}): Promise<boolean> {
    const pushes = await this.#pushes();
    const { from, to, requires }: Transition = TRANSITIONS[name];
    const started = requires === undefined ? {} : { startedAt: { $exists: requires === 'started' } };
    const filter = { _id: id, state: { $in: [...from] }, ...started };
    const { matchedCount } = await writeTo(pushes, 'update', () => pushes.updateOne(filter, { $set: { ...change, state: to } }));
    return matchedCount > 0;
  }

  async note(id: string, change: PushChange): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id: id }, { $set: change }));
  }

  /** Removes a push of which nothing was handed over. @returns false for all others */
  async removeUnsent(id: string): Promise<boolean> {
    const pushes = await this.#pushes();
    const filter = { _id: id, state: { $in: ['preparing' as const, ...REMOVABLE] }, startedAt: { $exists: false } };
    const { deletedCount } = await writeTo(pushes, 'delete', () => pushes.deleteOne(filter));
    return deletedCount > 0;
  }

  /** Pushes that ended or were made before a time, for them to be forgotten. */
  async ended(before: Date, limit: number): Promise<readonly PushDocument[]> {
    const pushes = await this.#pushes();
    const filter = { state: { $in: [...TERMINAL_STATES] }, createdAt: { $lt: before } };
    return readFrom(pushes, 'find', () => pushes.find(filter).limit(limit).toArray());
  }

  async #pushes(): Promise<Collection<PushDocument>> {
    return (await this.#database.open()).pushes;
  }
}

function isDuplicate(error: unknown): boolean {
  const cause: unknown = error instanceof MongoServerError ? error : error instanceof Error ? error.cause : undefined;
  return cause instanceof MongoServerError && cause.code === DUPLICATE_KEY;
}
