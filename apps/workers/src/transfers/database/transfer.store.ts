import { MongoServerError, readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { MongoTransfersDatabase } from './mongo-transfers-database.ts';
import type { EndState, Progress, TransferDocument, TransferKind } from './transfer-document.ts';

const DUPLICATE_KEY = 11_000;
const LISTED_MAX = 100;
const LOOKED_AT_MAX = 100;
/** Tokens of one export that open it: as many mails may be on their way. */
const TOKENS_MAX = 10;

/** Which attempt at which transfer. */
export type Claimed = Pick<TransferDocument, '_id' | 'claim'>;

/** All imports and exports. Each step is one write that names the claim it belongs to: a worker that was taken for lost changes nothing any more. */
export class TransferStore {
  readonly #database: MongoTransfersDatabase;
  readonly #leaseMs: number;

  /** @param leaseMs how long a worker counts as alive after each sign of life */
  constructor(database: MongoTransfersDatabase, leaseMs: number) {
    this.#database = database;
    this.#leaseMs = leaseMs;
  }

  async add(transfer: TransferDocument): Promise<void> {
    const transfers = await this.#transfers();
    await writeTo(transfers, 'insert', () => transfers.insertOne(transfer));
  }

  async find(app: string, kind: TransferKind, id: string): Promise<TransferDocument | undefined> {
    const transfers = await this.#transfers();
    return (await readFrom(transfers, 'find', () => transfers.findOne({ _id: `${app}.${id}`, kind }))) ?? undefined;
  }

  /** The last ones of an app, the newest first, without their places. */
  async list(app: string, kind: TransferKind): Promise<readonly TransferDocument[]> {
    const transfers = await this.#transfers();
    const cursor = () => transfers.find({ a: app, kind }, { projection: { place: 0 } });
    return readFrom(transfers, 'find', () => cursor().sort({ createdAt: -1 }).limit(LISTED_MAX).toArray());
  }

  /** The file of an import is there. @returns undefined where it does not wait for one */
  async received(id: string, now: Date): Promise<TransferDocument | undefined> {
    const transfers = await this.#transfers();
    const filter = { _id: id, state: 'receiving' as const };
    const update = { $set: { state: 'waiting' as const, dueAt: now } };
    const found = await writeTo(transfers, 'findAndModify', () => transfers.findOneAndUpdate(filter, update, { returnDocument: 'after' }));
    return found ?? undefined;
  }

  /** Gives an export that is done a ticket, in place of the one before. */
  async setTicket(id: string, ticket: NonNullable<TransferDocument['ticket']>): Promise<void> {
    const transfers = await this.#transfers();
    await writeTo(transfers, 'update', () => transfers.updateOne({ _id: id, state: 'done' }, { $set: { ticket } }));
  }

  /**
   * Takes the ticket of a transfer, so that nobody can take it again.
   * @param dueAt of an import: its file has to be there by then
   * @returns the transfer; undefined for a ticket that is none, was taken, or has expired, and for a transfer whose file is on no way
   */
  async takeTicket(
    { a, id, kind, digest }: Pick<TransferDocument, 'a' | 'id' | 'kind'> & { readonly digest: string },
    now: Date,
    dueAt?: Date,
  ): Promise<TransferDocument | undefined> {
    const transfers = await this.#transfers();
    const state = kind === 'import' ? ('receiving' as const) : ('done' as const);
    const filter = { _id: `${a}.${id}`, kind, state, 'ticket.digest': digest, 'ticket.until': { $gt: now } };
    const update = { $unset: { ticket: '' as const }, ...(dueAt === undefined ? {} : { $set: { dueAt } }) };
    return (await writeTo(transfers, 'findAndModify', () => transfers.findOneAndUpdate(filter, update))) ?? undefined;
  }

  /** Those that a worker may take up: they wait and are due, their worker is lost, or their file has not come for too long. */
  async claimable(now: Date): Promise<readonly TransferDocument[]> {
    const transfers = await this.#transfers();
    const $or = [
      { state: { $in: ['waiting' as const, 'receiving' as const] }, dueAt: { $lte: now } },
      { state: 'running' as const, $expr: { $lt: ['$aliveUntil', '$$NOW'] } },
    ];
    const cursor = () => transfers.find({ $or }, { projection: { place: 0 } });
    return readFrom(transfers, 'find', () => cursor().sort({ dueAt: 1 }).limit(LOOKED_AT_MAX).toArray());
  }

  /**
   * Takes a transfer up.
   * @param only the words of a job of which one may run at a time
   * @returns undefined where another worker has it, it is not due, or another one of `only` runs
   */
  async claim({ _id, claim }: Claimed, only: string, now: Date): Promise<TransferDocument | undefined> {
    const transfers = await this.#transfers();
    const $or = [
      { state: { $in: ['waiting' as const, 'receiving' as const] }, dueAt: { $lte: now } },
      { state: 'running' as const, $expr: { $lt: ['$aliveUntil', '$$NOW'] } },
    ];
    const set = {
      state: 'running',
      claim: claim + 1,
      aliveUntil: this.#aliveUntil(),
      startedAt: { $ifNull: ['$startedAt', '$$NOW'] },
      only: { $literal: only },
    };
    try {
      const claimed = await writeTo(transfers, 'findAndModify', () =>
        transfers.findOneAndUpdate({ _id, claim, $or }, [{ $set: set }], { returnDocument: 'after' }),
      );
      return claimed ?? undefined;
    } catch (error) {
      if (isDuplicate(error)) return undefined;
      throw error;
    }
  }

  /** A sign of life, with or without a step. @returns the transfer; undefined where it is not this worker's any more */
  async note({ _id, claim }: Claimed, progress: Progress = {}): Promise<TransferDocument | undefined> {
    const transfers = await this.#transfers();
    const steps = Object.fromEntries(Object.entries(progress).map(([name, value]) => [name, { $literal: value }]));
    const set = { ...steps, aliveUntil: this.#aliveUntil(), ...(progress.place === undefined ? {} : { faults: 0 }) };
    const filter = { _id, claim, state: 'running' as const };
    const noted = await writeTo(transfers, 'findAndModify', () =>
      transfers.findOneAndUpdate(filter, [{ $set: set }], { returnDocument: 'after', projection: { place: 0 } }),
    );
    return noted ?? undefined;
  }

  /** Gives a transfer back, to be taken up from `dueAt` on. @param isFault it has come no further */
  async putBack({ _id, claim }: Claimed, dueAt: Date, isFault: boolean): Promise<void> {
    const transfers = await this.#transfers();
    const update = {
      $set: { state: 'waiting' as const, dueAt },
      $inc: { faults: isFault ? 1 : 0 },
      $unset: { only: '' as const, aliveUntil: '' as const },
    };
    await writeTo(transfers, 'update', () => transfers.updateOne({ _id, claim, state: 'running' }, update));
  }

  /** Ends a transfer that this worker has. @returns undefined where it has not */
  async end(
    { _id, claim }: Claimed,
    end: Pick<TransferDocument, 'error' | 'leavesFiles' | 'mailDueAt'> & { readonly state: EndState },
    now: Date,
  ): Promise<TransferDocument | undefined> {
    return this.#end({ _id, claim, state: 'running' as const }, end, now);
  }

  /** Notes that a transfer is to end: one that waits has ended with it. @returns the transfer; undefined where it has ended before */
  async cancel(id: string, now: Date): Promise<TransferDocument | undefined> {
    const end = { state: 'cancelled' as const, leavesFiles: true as const };
    const ended = await this.#end({ _id: id, state: { $in: ['waiting' as const, 'receiving' as const] } }, end, now);
    if (ended !== undefined) return ended;
    const transfers = await this.#transfers();
    const filter = { _id: id, state: 'running' as const };
    const noted = await writeTo(transfers, 'findAndModify', () =>
      transfers.findOneAndUpdate(filter, { $set: { cancelled: true as const } }, { returnDocument: 'after' }),
    );
    return noted ?? undefined;
  }

  /** Has the files of an ended transfer removed. @returns undefined where it has not ended */
  async dropFiles(id: string): Promise<TransferDocument | undefined> {
    const transfers = await this.#transfers();
    const filter = { _id: id, state: { $in: ['done' as const, 'failed' as const, 'cancelled' as const] } };
    const update = { $set: { leavesFiles: true as const } };
    const found = await writeTo(transfers, 'findAndModify', () => transfers.findOneAndUpdate(filter, update, { returnDocument: 'after' }));
    return found ?? undefined;
  }

  /** Ended transfers whose files nobody needs: those that say so, and exports that ended before `before`. */
  async withFiles(before: Date): Promise<readonly TransferDocument[]> {
    const transfers = await this.#transfers();
    const ended = { state: { $in: ['done' as const, 'failed' as const, 'cancelled' as const] } };
    const $or = [
      { ...ended, leavesFiles: true as const },
      { state: 'done' as const, kind: 'export' as const, endedAt: { $lt: before }, place: { $exists: true } },
    ];
    return readFrom(transfers, 'find', () => transfers.find({ $or }).limit(LOOKED_AT_MAX).toArray());
  }

  /** The files of a transfer are gone. */
  async filesGone(id: string): Promise<void> {
    const transfers = await this.#transfers();
    await writeTo(transfers, 'update', () => transfers.updateOne({ _id: id }, { $unset: { leavesFiles: '', place: '' } }));
  }

  /** Exports whose mail is to be tried now. */
  async mailsDue(now: Date): Promise<readonly TransferDocument[]> {
    const transfers = await this.#transfers();
    return readFrom(transfers, 'find', () =>
      transfers
        .find({ mailDueAt: { $lte: now } }, { projection: { place: 0 } })
        .limit(LOOKED_AT_MAX)
        .toArray(),
    );
  }

  /**
   * Begins an attempt at the mail of an export.
   * @param digest of the token that is mailed @param againAt when the next attempt follows, should this one fail
   * @returns false where another process makes it
   */
  async beginMail({ _id, mailDueAt }: TransferDocument, digest: string, againAt: Date): Promise<boolean> {
    if (mailDueAt === undefined) return false;
    const transfers = await this.#transfers();
    const update = {
      $set: { mailDueAt: againAt },
      $inc: { mailAttempts: 1 },
      $push: { tokens: { $each: [digest], $slice: -TOKENS_MAX } },
    };
    return (await writeTo(transfers, 'update', () => transfers.updateOne({ _id, mailDueAt }, update))).matchedCount > 0;
  }

  /** The mail of an export needs no further attempt. */
  async mailDone(id: string): Promise<void> {
    const transfers = await this.#transfers();
    await writeTo(transfers, 'update', () => transfers.updateOne({ _id: id }, { $unset: { mailDueAt: '' } }));
  }

  async #end(
    filter: object,
    { state, error, leavesFiles, mailDueAt }: Pick<TransferDocument, 'error' | 'leavesFiles' | 'mailDueAt'> & { readonly state: EndState },
    now: Date,
  ): Promise<TransferDocument | undefined> {
    const transfers = await this.#transfers();
    const $set = {
      state,
      endedAt: now,
      ...(error === undefined ? {} : { error }),
      ...(leavesFiles === undefined ? {} : { leavesFiles }),
      ...(mailDueAt === undefined ? {} : { mailDueAt }),
    };
    const $unset = { only: '' as const, aliveUntil: '' as const };
    const ended = await writeTo(transfers, 'findAndModify', () =>
      transfers.findOneAndUpdate(filter, { $set, $unset }, { returnDocument: 'after' }),
    );
    return ended ?? undefined;
  }

  /** By the clock of the database, which all processes share. */
  #aliveUntil(): object {
    return { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: this.#leaseMs } };
  }

  async #transfers(): Promise<Collection<TransferDocument>> {
    return (await this.#database.open()).transfers;
  }
}

function isDuplicate(error: unknown): boolean {
  const cause: unknown = error instanceof MongoServerError ? error : error instanceof Error ? error.cause : undefined;
  return cause instanceof MongoServerError && cause.code === DUPLICATE_KEY;
}
