import { MongoServerError, readFrom } from '@parlance/mongo';
import type { AuditEntry, RegistryAction } from '../audit/audit-entry.ts';
import type { RecordSealer, StoredApp } from '../secrets/record-sealer.ts';
import type { AppRecord } from './app-record.ts';
import type { MongoControlDatabase } from './mongo-control-database.ts';

/** The registry answers within three seconds, or its caller has gone. */
const READ_TIME_MS = 2_500;
/** Changes of settings that are looked through for the last one of each. */
/** The last change of a setting: by an administrator of that name, or in another way. */
interface LastChange {
  readonly at: Date;
  readonly who: string;
}

const ENTRIES_LOOKED_AT_MAX = 1_000;

/** The decision of a change on the record it found: its next state, without the members that every change sets. */
export type NextRecord = Omit<AppRecord, '_id' | 'version' | 'createdAt' | 'updatedAt'>;

/** An entry of the audit, as the decision on a change makes it. */
export type Audited = Omit<AuditEntry, 'at' | 'app' | 'action'> & { readonly action: RegistryAction };

export interface Change {
  readonly next: NextRecord;
  /** Absent for a change that is audited elsewhere, or follows from one. */
  readonly audit?: Audited;
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
   * Some apps, the disabled ones too, in the order of their ids: `limit` of them behind the id `after`.
   *
   * @param only their ids; all where it is undefined
   */
  async page(limit: number, after: string, only: readonly string[] | undefined): Promise<readonly AppRecord[]> {
    const { apps, collection } = await this.#database.open();
    const wanted = { _id: only === undefined ? { $gt: after } : { $gt: after, $in: [...only] } };
    const stored = await readFrom(collection, 'find', () =>
      apps.find(wanted).sort({ _id: 1 }).limit(limit).maxTimeMS(READ_TIME_MS).lean<StoredApp[]>().exec(),
    );
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
      if (change.audit !== undefined) await audit.create([{ at, app: id, ...change.audit }], { session });
      return after;
    });
  }

  /** Ids of apps that have a key whose end has come. */
  async withEndedKeys(now: Date): Promise<readonly string[]> {
    const { collection } = await this.#database.open();
    // Not through readFrom: a trace each second would tell nobody anything.
    const found = collection.find({ keyEndsAt: { $lte: now } }, { projection: { _id: 1 }, timeoutMS: READ_TIME_MS });
    return (await found.toArray()).map(({ _id: id }) => String(id));
  }

  /** Removes an app for good. @param decide as in `change`; may throw. @returns false where there is none */
  remove(id: string, decide: (before: AppRecord) => Audited): Promise<boolean> {
    return this.#database.transaction(async ({ apps, audit, experiments, database }, session) => {
      const stored = await apps.findById(id).session(session).lean<StoredApp>().exec();
      if (stored === null) return false;
      const entry: AuditEntry = { at: this.#now(), app: id, ...decide(this.#sealer().open(stored)) };
      await experiments.deleteMany({ app: id }, { session }).exec();
      await database.collection('views').deleteMany({ app: id }, { session });
      await apps.deleteOne({ _id: id }, { session }).exec();
      await audit.create([entry], { session });
      return true;
    });
  }

  /** The last change of each setting of an app, by name, as far as its newest entries tell. */
  async lastChanges(id: string): Promise<ReadonlyMap<string, LastChange>> {
    const { audit, collection } = await this.#database.open();
    const entries = await readFrom(collection, 'find', () =>
      audit
        .find({ app: id, 'changes.name': /^(settings|declared)\./ }, { at: 1, who: 1, by: 1, 'changes.name': 1 })
        .sort({ at: -1 })
        .limit(ENTRIES_LOOKED_AT_MAX)
        .maxTimeMS(READ_TIME_MS)
        .lean<AuditEntry[]>()
        .exec(),
    );
    const last = new Map<string, LastChange>();
    for (const { at, who, by, changes } of entries) {
      for (const { name } of changes) {
        const [layer, setting] = name.split('.', 2);
        const isSetting = (layer === 'settings' || layer === 'declared') && setting !== undefined;
        if (isSetting && !last.has(setting)) last.set(setting, { at, who: by?.name ?? who });
      }
    }
    return last;
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
