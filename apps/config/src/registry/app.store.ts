import { MongoServerError, readFrom } from '@parlance/mongo';
import type { AuditEntry } from '../audit/audit-entry.ts';
import type { RecordSealer, StoredApp } from '../secrets/record-sealer.ts';
import type { AppRecord } from './app-record.ts';
import type { MongoControlDatabase } from './mongo-control-database.ts';

/** The registry answers within three seconds, or its caller has gone. */
const READ_TIME_MS = 2_500;

/** The decision of a change on the record it found: its next state, without the members that every change sets. */
export type NextRecord = Omit<AppRecord, '_id' | 'version' | 'createdAt' | 'updatedAt'>;

export interface Change {
  readonly next: NextRecord;
  readonly audit: Omit<AuditEntry, 'at' | 'app'>;
}

/** Another app has its objects where this one's were to be. */
export class DatabaseTakenError extends Error {
  override readonly name = 'DatabaseTakenError';
}

/** The registry of apps. A change and its audit entry are one transaction; each change raises the app's version by one. Secrets are encrypted
 * in the database, and nowhere else. */
export class AppStore {
  readonly #database: MongoControlDatabase;
  readonly #sealer: () => RecordSealer;
  readonly #now: () => Date;

  /** @param sealer asked when it is needed first: without its keys nothing is read and nothing is written */
  constructor(database: MongoControlDatabase, sealer: () => RecordSealer, now: () => Date) {
    this.#database = database;
    this.#sealer = sealer;
    this.#now = now;
  }

  async find(id: string): Promise<AppRecord | null> {
    const { apps, collection } = await this.#database.open();
    const stored = await readFrom(collection, 'find', () => apps.findById(id).maxTimeMS(READ_TIME_MS).lean<StoredApp>().exec());
    return stored && this.#sealer().open(stored);
  }

  /** All apps, the disabled ones too, in the order of their ids. */
  async list(): Promise<readonly AppRecord[]> {
    const { apps, collection } = await this.#database.open();
    const stored = await readFrom(collection, 'find', () => apps.find().sort({ _id: 1 }).lean<StoredApp[]>().exec());
    return stored.map((app) => this.#sealer().open(app));
  }

  /**
   * Changes an app, or adds it.
   *
   * @param decide gets the app as it is now (null: there is none) and returns undefined to leave it so. May run several times: a
   * change that came between starts it anew.
   * @returns the app after the change, or undefined when nothing was changed
   * @throws the errors of `decide`; DatabaseTakenError when another app has the `databaseClaim`
   */
  async change(id: string, decide: (before: AppRecord | null) => Change | undefined): Promise<AppRecord | undefined> {
    try {
      return await this.#change(id, decide);
    } catch (error) {
      throw isTakenDatabase(error) ? new DatabaseTakenError(`The database of the app "${id}" is another app's.`, { cause: error }) : error;
    }
  }

  #change(id: string, decide: (before: AppRecord | null) => Change | undefined): Promise<AppRecord | undefined> {
    return this.#database.transaction(async ({ apps, audit }, session) => {
      const sealer = this.#sealer();
      const stored = await apps.findById(id).session(session).lean<StoredApp>().exec();
      const before = stored && sealer.open(stored);
      const change = decide(before);
      if (change === undefined) return undefined;
      const at = this.#now();
      const after: AppRecord = {
        ...change.next,
        _id: id,
        version: (before?.version ?? 0) + 1,
        createdAt: before?.createdAt ?? at,
        updatedAt: at,
      };
      // The whole document is replaced: the transaction has read it, so a concurrent change makes it fail and run again.
      if (before === null) await apps.create([sealer.seal(after)], { session });
      else await apps.replaceOne({ _id: id }, sealer.seal(after), { session }).exec();
      const entry: AuditEntry = { at, app: id, ...change.audit };
      await audit.create([entry], { session });
      return after;
    });
  }

  /** The changes of an app, newest first. */
  async auditOf(id: string, limit: number): Promise<readonly AuditEntry[]> {
    const { audit, collection } = await this.#database.open();
    return readFrom(collection, 'find', () =>
      audit.find({ app: id }, { _id: 0 }).sort({ at: -1 }).limit(limit).lean<AuditEntry[]>().exec(),
    );
  }
}

function isTakenDatabase(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof MongoServerError) || cause.code !== 11000) return false;
  const pattern: unknown = cause['keyPattern'];
  return typeof pattern === 'object' && pattern !== null && 'databaseClaim' in pattern;
}
