import { MongoServerError, readFrom, writeTo, type Collection } from '@parlance/mongo';
import {
  JUDGED,
  judgeTokens,
  REMOVABLE,
  TRANSITIONS,
  type TokenTally,
  type TokenVerdict,
  type Transition,
  type TransitionName,
} from '@parlance/push';
import type { PushDocument, StoredState, WaitingRound } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

const DUPLICATE_KEY = 11_000;
const DAY_MS = 86_400_000;
/** Pushes that one look takes up. */
const ACTIVE_MAX = 1_000;

/** States of which the scheduler looks after a push. About one that is paused there is nothing to do. */
const WORKING: readonly StoredState[] = ['running', 'canceling', 'preparing', 'removing'];

/** Members that a change of state may set. */
export type PushChange = Partial<
  Pick<
    PushDocument,
    'startedAt' | 'finishedAt' | 'error' | 'errorCode' | 'alert' | 'zonesAt' | 'dueAt' | 'cancelRequestedAt' | 'resumedAt' | 'unshown'
  >
>;

export interface JudgedPush {
  readonly verdict: TokenVerdict;
  readonly round: number;
  /** It was paused by this judgement. */
  readonly isPaused: boolean;
}

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
    const earlier = await this.ofKey(a, key, push.createdAt);
    if (earlier !== undefined) return earlier;
    await writeTo(pushes, 'update', () => pushes.updateOne({ a, key, createdAt: { $lte: since } }, { $unset: { key: '' } }));
    return this.add(push);
  }

  /** The push of an app and key that was accepted in the last day. */
  async ofKey(app: string, key: string, now: Date): Promise<PushDocument | undefined> {
    const pushes = await this.#pushes();
    const since = new Date(now.getTime() - DAY_MS);
    return (await readFrom(pushes, 'find', () => pushes.findOne({ a: app, key, createdAt: { $gt: since } }))) ?? undefined;
  }

  async find(id: string): Promise<PushDocument | undefined> {
    const pushes = await this.#pushes();
    return (await readFrom(pushes, 'find', () => pushes.findOne({ _id: id }))) ?? undefined;
  }

  /** Those of some ids that are there, in no order. */
  async findAll(ids: readonly string[]): Promise<readonly PushDocument[]> {
    const pushes = await this.#pushes();
    return readFrom(pushes, 'find', () => pushes.find({ _id: { $in: [...ids] } }).toArray());
  }

  /** Whether any push of an app that is still stored was opened. */
  async anyOpened(app: string): Promise<boolean> {
    const pushes = await this.#pushes();
    return (await readFrom(pushes, 'find', () => pushes.findOne({ a: app, opened: { $gt: 0 } }, { projection: { _id: 1 } }))) !== null;
  }

  /** Pushes that something is to be done about: those at work, those that are due, and those whose end is not shown yet. */
  async active(now: Date): Promise<readonly PushDocument[]> {
    const pushes = await this.#pushes();
    const due = { state: { $in: ['pending', 'scheduled'] as StoredState[] }, dueAt: { $lte: now } };
    const filter = { $or: [{ state: { $in: [...WORKING] } }, due, { unshown: true as const }] };
    return readFrom(pushes, 'find', () => pushes.find(filter).sort({ dueAt: 1 }).limit(ACTIVE_MAX).toArray());
  }

  /**
   * A push whose object in the app's database is stored too: from now on it is promised.
   * @returns false when that has taken so long that it was given up
   */
  async promise(id: string, state: 'pending' | 'scheduled'): Promise<boolean> {
    const pushes = await this.#pushes();
    const { matchedCount } = await writeTo(pushes, 'update', () => pushes.updateOne({ _id: id, state: 'preparing' }, { $set: { state } }));
    return matchedCount > 0;
  }

  /** Makes a step of a push, where its stored state allows it. @returns false where it does not */
  async take(id: string, name: TransitionName, change: PushChange = {}): Promise<boolean> {
    const pushes = await this.#pushes();
    const { from, to, requires }: Transition = TRANSITIONS[name];
    const started = requires === undefined ? {} : { startedAt: { $exists: requires === 'started' } };
    const filter = { _id: id, state: { $in: [...from] }, ...started };
    const { matchedCount } = await writeTo(pushes, 'update', () =>
      pushes.updateOne(filter, { $set: { ...change, state: to }, ...(name === 'resume' ? { $unset: { alert: '' } } : {}) }),
    );
    return matchedCount > 0;
  }

  async note(id: string, change: PushChange): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id: id }, { $set: change }));
  }

  /** Writes the next round of waiting installations down, unless somebody has done so. */
  async setRound(id: string, round: WaitingRound): Promise<void> {
    const pushes = await this.#pushes();
    const isNext = round.number === 1 ? { waiting: { $exists: false } } : { 'waiting.number': round.number - 1 };
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id: id, ...isNext }, { $set: { waiting: round } }));
  }

  /** Notes a thing that the sender is told, unless they are told of one already. */
  async alert(id: string, alert: string): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id: id, alert: { $exists: false } }, { $set: { alert } }));
  }

  /**
   * Adds answers about the tokens of a push to those of all workers, of which the first 200 count, and judges them. A push whose tokens do
   * not fit its credentials is paused by that, once.
   *
   * @param round in which the answers came; they are of no account in another one, nor while the push does not run
   * @param isWhole no further answers will come
   */
  async judgeTokens(id: string, round: number, further: TokenTally, isWhole: boolean, alert: string): Promise<JudgedPush> {
    const pushes = await this.#pushes();
    const room = { $max: [0, { $subtract: [JUDGED, { $ifNull: ['$tokens.seen', 0] }] }] };
    const added = (name: keyof TokenTally) => ({
      $add: [{ $ifNull: [`$tokens.${name}`, 0] }, { $min: [room, { $literal: further[name] }] }],
    });
    const running = {
      _id: id,
      state: 'running' as const,
      ...(round === 0 ? { 'tokens.round': { $in: [null, 0] } } : { 'tokens.round': round }),
    };
    const found = await writeTo(pushes, 'findAndModify', () =>
      pushes.findOneAndUpdate(
        running as never,
        [{ $set: { tokens: { round: { $literal: round }, seen: added('seen'), bad: added('bad') } } }],
        {
          returnDocument: 'after',
        },
      ),
    );
    if (found?.tokens === undefined) return { verdict: 'misconfigured', round: (await this.find(id))?.tokens?.round ?? 0, isPaused: false };
    const verdict = judgeTokens(found.tokens, isWhole);
    if (verdict !== 'misconfigured') return { verdict, round, isPaused: false };
    const next = { state: 'paused' as const, alert, tokens: { round: round + 1, seen: 0, bad: 0 } };
    const { matchedCount } = await writeTo(pushes, 'update', () => pushes.updateOne(running as never, { $set: next }));
    return { verdict, round: round + 1, isPaused: matchedCount > 0 };
  }

  /** The end of a push is shown. */
  async shown(id: string): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id: id }, { $unset: { unshown: '' } }));
  }

  /** Takes a push out of the way of which nothing was handed over; everything that belongs to it is to be removed. @returns false for all others */
  async giveUp(id: string): Promise<boolean> {
    const pushes = await this.#pushes();
    const states: StoredState[] = ['preparing', 'removing', ...REMOVABLE];
    const filter = { _id: id, state: { $in: states }, startedAt: { $exists: false } };
    const { matchedCount } = await writeTo(pushes, 'update', () => pushes.updateOne(filter, { $set: { state: 'removing' as const } }));
    return matchedCount > 0;
  }

  /** Removes a push that was given up, at last. */
  async remove(id: string): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'delete', () => pushes.deleteOne({ _id: id, state: 'removing' }));
  }

  async #pushes(): Promise<Collection<PushDocument>> {
    return (await this.#database.open()).pushes;
  }
}

function isDuplicate(error: unknown): boolean {
  const cause: unknown = error instanceof MongoServerError ? error : error instanceof Error ? error.cause : undefined;
  return cause instanceof MongoServerError && cause.code === DUPLICATE_KEY;
}
