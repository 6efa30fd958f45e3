import { isDeepStrictEqual } from 'node:util';
import { MongoServerError, readFrom, writeTo, type ClientSession, type Collection, type UpdateFilter } from '@parlance/mongo';
import { CONFIG_VERSIONS_COLLECTION, GLOBAL_CONFIG } from '@parlance/platform-classes';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { inTransaction } from '../objects/mongo-transaction.ts';
import type { ParameterChange, ParameterStore, StoredParameters, StoredVersion } from './parameter.store.ts';

type Values = Readonly<Record<string, unknown>>;

/** Parse Server's document: its `_id` is the number 1, and it holds nothing of ours. */
interface ConfigDocument {
  readonly _id: 1;
  readonly params?: Values;
  readonly masterKeyOnly?: Values;
}

/** One change, by its version: the newest one holds the conditions in force. `params` and `masterKeyOnly` are as the change left them. */
interface VersionDocument {
  readonly _id: number;
  readonly at: Date;
  readonly record: Values;
  readonly conditions: Values;
  readonly params?: Values;
  readonly masterKeyOnly?: Values;
}

const THE_ONE = { _id: 1 } as const;
const DUPLICATE_KEY = 11_000;
/** A change between the two reads of a state is seen by their difference; a difference that stays is another server's change. */
const READS_MAX = 3;
/** The first change of a database that is not new records the state before it too, so that one can go back to it. */
const FOUND_RECORD: Values = Object.freeze({ by: { kind: 'found' }, changes: [] });

/** Somebody else has made the version that this change was to be. */
class VersionTaken extends Error {
  override readonly name = 'VersionTaken';
}

/** `_GlobalConfig`, and `_ConfigVersions` beside it. A change is one transaction over both. */
export class MongoParameterStore implements ParameterStore {
  readonly #config: Collection<ConfigDocument>;
  readonly #versions: Collection<VersionDocument>;

  constructor(database: MongoAppDatabase) {
    this.#config = database.collection<ConfigDocument>(GLOBAL_CONFIG);
    this.#versions = database.collection<VersionDocument>(CONFIG_VERSIONS_COLLECTION);
  }

  read(timeMsMax: number): Promise<StoredParameters> {
    return readFrom(this.#config, 'find', async () => {
      for (let reads = 1; ; reads++) {
        const newest = await this.#newest(timeMsMax);
        const found = await this.#config.findOne(THE_ONE, { maxTimeMS: timeMsMax });
        if (newest === null || reads === READS_MAX || isSameState(newest, found)) return stateOf(newest, found);
      }
    });
  }

  write(change: ParameterChange, at: Date, deadline: number): Promise<boolean> {
    return writeTo(this.#config, 'update', async () => {
      try {
        await inTransaction(this.#config.db, deadline, (session) => this.#write(change, at, session));
      } catch (error) {
        if (error instanceof VersionTaken) return false;
        throw error;
      }
      // The change is stored, whatever becomes of this: the next one removes the same again.
      await this.#versions.deleteMany({ _id: { $lte: change.version + 1 - change.keep } }).catch(() => undefined);
      return true;
    });
  }

  list(before: number | undefined, limit: number, timeMsMax: number): Promise<readonly StoredVersion[]> {
    return readFrom(this.#versions, 'find', async () => {
      const filter = before === undefined ? {} : { _id: { $lt: before } };
      const projection = { params: 0, masterKeyOnly: 0, conditions: 0 };
      const options = { projection, sort: { _id: -1 }, limit, maxTimeMS: timeMsMax } as const;
      const found = await this.#versions.find(filter, options).toArray();
      return found.map(({ _id: version, at, record }) => ({ version, at, record, state: undefined }));
    });
  }

  version(version: number, timeMsMax: number): Promise<StoredVersion | undefined> {
    return readFrom(this.#versions, 'find', async () => {
      const found = await this.#versions.findOne({ _id: version }, { maxTimeMS: timeMsMax });
      if (found === null) return undefined;
      const state = found.params === undefined ? undefined : stateOf(found, found);
      return { version, at: found.at, record: found.record, state };
    });
  }

  #newest(timeMsMax: number): Promise<VersionDocument | null> {
    return this.#versions.findOne({}, { sort: { _id: -1 }, maxTimeMS: timeMsMax });
  }

  /** The version comes first, as it excludes others; without transactions, too. */
  async #write(change: ParameterChange, at: Date, session: ClientSession | undefined): Promise<void> {
    const { version, record, conditions } = change;
    const options = session === undefined ? {} : { session };
    if (version === 0) await this.#recordFound(at, options);
    const next = { _id: version + 1, at, record, conditions };
    try {
      await this.#versions.insertOne(next, options);
    } catch (error) {
      throw error instanceof MongoServerError && error.code === DUPLICATE_KEY ? new VersionTaken() : error;
    }
    const { params = {}, masterKeyOnly = {} } = (await this.#apply(updateOf(change), options)) ?? {};
    await this.#versions.updateOne({ _id: version + 1 }, { $set: { params, masterKeyOnly } }, options);
  }

  /** @returns the document afterwards; conditions alone change nothing in it */
  #apply(update: UpdateFilter<ConfigDocument>, options: { readonly session?: ClientSession }): Promise<ConfigDocument | null> {
    if (Object.keys(update).length === 0) return this.#config.findOne(THE_ONE, options);
    return this.#config.findOneAndUpdate(THE_ONE, update, { ...options, upsert: true, returnDocument: 'after' });
  }

  async #recordFound(at: Date, options: { readonly session?: ClientSession }): Promise<void> {
    const { params = {}, masterKeyOnly = {} } = (await this.#config.findOne(THE_ONE, options)) ?? {};
    const found = { at, record: FOUND_RECORD, conditions: {}, params, masterKeyOnly };
    await this.#versions.updateOne({ _id: 0 }, { $setOnInsert: found }, { ...options, upsert: true });
  }
}

/** Names are checked: none has a dot. A document that is new has both members, as Parse Server makes it. */
function updateOf({ set, remove, masterKeyOnly }: ParameterChange): UpdateFilter<ConfigDocument> {
  const put = {
    ...prefixed('params', Object.entries(set)),
    ...prefixed('masterKeyOnly', Object.entries(masterKeyOnly)),
  };
  const gone = remove.map((name): [string, true] => [name, true]);
  const update = { $set: put, $unset: { ...prefixed('params', gone), ...prefixed('masterKeyOnly', gone) } };
  return Object.fromEntries(Object.entries(update).filter(([, members]) => Object.keys(members).length > 0));
}

function prefixed(member: string, entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([name, value]) => [`${member}.${name}`, value]));
}

function isSameState({ params, masterKeyOnly }: VersionDocument, found: ConfigDocument | null): boolean {
  return isDeepStrictEqual(params, found?.params ?? {}) && isDeepStrictEqual(masterKeyOnly, found?.masterKeyOnly ?? {});
}

function stateOf(newest: VersionDocument | null, found: Pick<ConfigDocument, 'params' | 'masterKeyOnly'> | null): StoredParameters {
  return {
    version: newest?._id ?? 0,
    params: found?.params,
    masterKeyOnly: found?.masterKeyOnly,
    conditions: newest?.conditions ?? {},
  };
}
