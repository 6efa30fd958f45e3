import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, refusedDocument, writeTo, type Document } from '@parlance/mongo';
import type { Hint } from '@parlance/query';
import { isObject, type UnknownObject } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { ClassIndex, ClassIndexes, IndexBuild, IndexOptions, IndexStore, NewIndex, UsedIndex } from './index-store.ts';
import { NO_LANGUAGE_MEMBER } from './mongo-indexes.ts';
import { MongoIndexRecords, type IndexRecord } from './mongo-index-records.ts';

const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;
/** IndexOptionsConflict and IndexKeySpecsConflict. */
const CONFLICTS: ReadonlySet<unknown> = new Set([85, 86]);
/** CannotCreateIndex, InvalidIndexSpecificationOption, BadValue, TypeMismatch, InvalidOptions. */
const REFUSALS: ReadonlySet<unknown> = new Set([67, 197, 2, 14, 72]);

/** Indexes by MongoDB's own commands. */
export class MongoIndexStore implements IndexStore {
  readonly #database: MongoAppDatabase;
  readonly #records: MongoIndexRecords;

  constructor(database: MongoAppDatabase) {
    this.#database = database;
    this.#records = new MongoIndexRecords(database);
  }

  async list(className: string): Promise<ClassIndexes> {
    const [stored, records] = await Promise.all([this.#stored(className), this.#records.read(className)]);
    const unfinished = stored.filter(({ isBuilding }) => isBuilding);
    const percents = unfinished.length === 0 ? new Map<string, number>() : await this.#percents(className);
    const building = unfinished.map(({ index: { name } }): IndexBuild => buildingOf(name, percents.get(name)));
    const names = new Set(stored.map(({ index }) => index.name));
    const missing = [...records].filter(([name]) => !names.has(name)).map(([name, record]) => buildOfRecord(name, record));
    return { indexes: stored.map(({ index }) => index), builds: [...building, ...missing] };
  }

  async uses(className: string, timeMsMax: number): Promise<readonly UsedIndex[]> {
    const rows = await this.#statistics(className, { $indexStats: {} }, timeMsMax);
    return rows.map(({ name, key, accesses, spec }) => {
      const { ops, since } = isObject(accesses) ? accesses : {};
      const { name: _name, key: shown } = indexOf(isObject(spec) ? spec : { name, key });
      return {
        name: String(name),
        key: shown,
        uses: Number(ops ?? 0),
        since: since instanceof Date ? since : new Date(0),
        unique: isObject(spec) && spec['unique'] === true,
      };
    });
  }

  async sizeOf(className: string, timeMsMax: number): Promise<{ objects: number; bytes: number; indexBytes: number }> {
    const [row] = await this.#statistics(className, { $collStats: { storageStats: {} } }, timeMsMax);
    const { count, size, totalIndexSize } = isObject(row?.['storageStats']) ? row['storageStats'] : {};
    return { objects: Number(count ?? 0), bytes: Number(size ?? 0), indexBytes: Number(totalIndexSize ?? 0) };
  }

  async #statistics(className: string, stage: Document, timeMsMax: number): Promise<readonly UnknownObject[]> {
    const collection = this.#database.collection<Document>(className);
    return readFrom(collection, 'aggregate', async () => {
      try {
        return await collection.aggregate<UnknownObject>([stage], { maxTimeMS: timeMsMax }).toArray();
      } catch (error) {
        if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
        throw error;
      }
    });
  }

  async pathsOf(className: string, hint: Hint): Promise<ReadonlySet<string>> {
    const paths = new Set<string>(typeof hint === 'string' ? [] : Object.keys(hint));
    for (const entry of await this.#listed(className)) {
      const { key } = indexOf(entry);
      const isMeant = typeof hint === 'string' ? entry['name'] === hint : JSON.stringify(entry['key']) === JSON.stringify(hint);
      if (!isMeant) continue;
      for (const path of Object.keys(key)) paths.add(path);
      for (const path of namesIn(entry['partialFilterExpression'])) paths.add(path);
    }
    return paths;
  }

  recordStart(className: string, indexes: readonly NewIndex[]): Promise<void> {
    return this.#records.start(className, indexes);
  }

  async make(className: string, indexes: readonly NewIndex[]): Promise<void> {
    const collection = this.#database.collection<Document>(className);
    const descriptions = indexes.map(({ name, key, options }) => ({
      name,
      key: new Map(Object.entries(key)),
      ...options,
      ...(Object.values(key).includes('text') ? NO_LANGUAGE_MEMBER : {}),
    }));
    await writeTo(collection, 'createIndexes', async () => {
      try {
        await collection.createIndexes(descriptions);
      } catch (error) {
        throw refusalOf(error);
      }
    });
  }

  recordEnd(className: string, indexes: readonly NewIndex[]): Promise<void> {
    return this.#records.end(className, indexes);
  }

  recordFailure(className: string, indexes: readonly NewIndex[], reason: string | undefined): Promise<void> {
    return this.#records.fail(className, indexes, reason);
  }

  async drop(className: string, name: string): Promise<void> {
    const collection = this.#database.collection<Document>(className);
    await writeTo(collection, 'dropIndexes', async () => {
      try {
        await collection.dropIndex(name);
      } catch (error) {
        if (!(error instanceof MongoServerError) || (error.code !== INDEX_NOT_FOUND && error.code !== NAMESPACE_NOT_FOUND)) throw error;
      }
    });
    await this.#records.forget(className, name);
  }

  /** Indexes that exist, and those being made, which the database lists with the build's id. */
  async #stored(className: string): Promise<{ index: ClassIndex; isBuilding: boolean }[]> {
    return (await this.#listed(className)).map((entry) => {
      const unfinished = isObject(entry['spec']) ? entry['spec'] : undefined;
      return { index: indexOf(unfinished ?? entry), isBuilding: unfinished !== undefined };
    });
  }

  async #listed(className: string): Promise<readonly UnknownObject[]> {
    const collection = this.#database.collection<Document>(className);
    const command = { listIndexes: collection.collectionName, includeBuildUUIDs: true, cursor: { batchSize: 1_000 } };
    return readFrom(collection, 'listIndexes', async () => {
      try {
        const { cursor } = (await collection.db.command(command)) as { cursor: { firstBatch: UnknownObject[] } };
        return cursor.firstBatch;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
        throw error;
      }
    });
  }

  /** How far builds are, by the name of the index; empty where the database user may not see that. */
  async #percents(className: string): Promise<ReadonlyMap<string, number>> {
    const collection = this.#database.collection<Document>(className);
    const percents = new Map<string, number>();
    try {
      const match = { ns: `${collection.dbName}.${collection.collectionName}`, 'progress.total': { $gt: 0 } };
      const operations = await collection.db.client
        .db('admin')
        .aggregate([{ $currentOp: { allUsers: true } }, { $match: match }])
        .toArray();
      for (const { command, progress } of operations as { command?: { indexes?: { name: string }[] }; progress: Progress }[]) {
        for (const { name } of command?.indexes ?? []) percents.set(name, Math.floor((100 * progress.done) / progress.total));
      }
    } catch {
      return percents; // Without the right to see operations the state alone is told.
    }
    return percents;
  }
}

interface Progress {
  readonly done: number;
  readonly total: number;
}

function buildingOf(name: string, percent: number | undefined): IndexBuild {
  return percent === undefined ? { name, state: 'building' } : { name, state: 'building', percent: Math.min(percent, 100) };
}

/** A build reaches the database a moment after it was recorded; one that is not there later was broken off. */
const ARRIVES_WITHIN_MS = 10_000;

function buildOfRecord(name: string, { error, since }: IndexRecord): IndexBuild {
  if (error !== undefined) return { name, state: 'failed', error };
  if (Date.now() - since.getTime() < ARRIVES_WITHIN_MS) return { name, state: 'building' };
  return { name, state: 'failed', error: 'The database has stopped making this index.' };
}

/** The names in a filter, at any depth. Those of operators among them do no harm: no member has one. */
function namesIn(filter: unknown): readonly string[] {
  if (Array.isArray(filter)) return filter.flatMap(namesIn);
  return isObject(filter) ? Object.entries(filter).flatMap(([name, inside]) => [name, ...namesIn(inside)]) : [];
}

/** An index as the database describes it. Text indexes hide their fields behind members of their own. */
function indexOf(description: UnknownObject): ClassIndex {
  const { name, key, weights, unique, sparse, expireAfterSeconds } = description;
  const options: IndexOptions = {
    ...(unique === true ? { unique } : {}),
    ...(sparse === true ? { sparse } : {}),
    ...(typeof expireAfterSeconds === 'number' ? { expireAfterSeconds } : {}),
  };
  return { name: String(name), key: isObject(key) ? withTextFields(key, weights) : {}, options };
}

function withTextFields({ _fts, _ftsx, ...key }: UnknownObject, weights: unknown): Record<string, unknown> {
  if (_fts === undefined || !isObject(weights)) return key;
  return { ...key, ...Object.fromEntries(Object.keys(weights).map((field) => [field, 'text'])) };
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof MongoServerError)) return error;
  const refused = (text: string): ParseError => new ParseError('InvalidQuery', text, { cause: error });
  if (CONFLICTS.has(error.code)) return refused('The class has such an index already, by another name or with other options.');
  if (REFUSALS.has(error.code)) return refused('The database cannot make this index.');
  const misfit = refusedDocument(error);
  return misfit === undefined ? error : refused(`A value that is stored does not fit this index. ${misfit.message}`);
}
