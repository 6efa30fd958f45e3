import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, writeTo, type Collection, type Document } from '@parlance/mongo';
import { joinCollection } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { RELATION_INDEXES, sphereIndex } from '../indexes/mongo-indexes.ts';
import { assertBefore } from '../objects/mongo-transaction.ts';
import { untilDeadline } from '../objects/until-deadline.ts';
import type { ClassStorage, RemovedField } from './class-storage.ts';
import { LEASE_MS } from '../removals/mongo-removed-fields.ts';

/** Objects of one batch: each is a command that takes milliseconds, so that others' writes to them hardly wait. */
const BATCH_SIZE = 1_000;

/** A step that has not happened long before the lease ends must not happen any more: another may have taken over, and the name be free. */
const AT_ONCE = { maxTimeMS: LEASE_MS / 2 };

const NAMESPACE_NOT_FOUND = 26;

/** Only ids are asked for here, of objects and of join documents. */
interface WithId extends Document {
  readonly _id: string;
}

export class MongoClassStorage implements ClassStorage {
  readonly #database: MongoAppDatabase;
  readonly #indexes: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#indexes = indexes;
  }

  async prepareRelation(className: string, field: string): Promise<void> {
    const members = this.#collection(joinCollection(className, field));
    this.#indexes.forget(members.collectionName);
    await this.#indexes.keep(members, RELATION_INDEXES);
  }

  keepPlaces(className: string, fields: readonly string[]): void {
    void this.#indexes.keep(this.#collection(className), fields.map(sphereIndex));
  }

  async sweep(className: string, fields: readonly RemovedField[], mayGoOn: () => Promise<boolean>): Promise<boolean> {
    const names = fields.filter(({ isRelation }) => !isRelation).flatMap(({ field }) => [field, `_p_${field}`]);
    const $unset = Object.fromEntries(names.map((name) => [name, '']));
    const filter = { $or: names.map((name) => ({ [name]: { $exists: true } })) };
    const objects = this.#collection(className);
    if (names.length > 0) {
      for await (const ids of this.#batches(objects, filter)) {
        if (!(await mayGoOn())) return false;
        await writeTo(objects, 'update', () => objects.updateMany({ _id: { $in: ids } }, { $unset }, AT_ONCE));
      }
    }
    for (const { field, isRelation } of fields) {
      if (!isRelation) continue;
      if (!(await mayGoOn())) return false;
      await this.#drop(joinCollection(className, field));
    }
    return mayGoOn();
  }

  count(className: string): Promise<number> {
    const objects = this.#collection(className);
    return readFrom(objects, 'aggregate', () => objects.countDocuments({}));
  }

  async countHolders(className: string, { field, isRelation }: RemovedField, timeMsMax: number): Promise<number | undefined> {
    const collection = this.#collection(isRelation ? joinCollection(className, field) : className);
    const filter = isRelation ? {} : { $or: [field, `_p_${field}`].map((name) => ({ [name]: { $exists: true } })) };
    try {
      return await readFrom(collection, 'aggregate', () => collection.countDocuments(filter, { maxTimeMS: timeMsMax }));
    } catch (error) {
      if (error instanceof ParseError && error.kind === 'RequestTimeout') return undefined;
      throw error;
    }
  }

  async clear(className: string, relations: readonly string[], deadline: number): Promise<void> {
    for (const name of [className, ...relations.map((field) => joinCollection(className, field))]) {
      const collection = this.#collection(name);
      for await (const ids of this.#batches(collection, {})) {
        assertBefore(deadline);
        await writeTo(collection, 'delete', () => collection.deleteMany({ _id: { $in: ids } }, untilDeadline(deadline)));
      }
    }
  }

  async drop(className: string, relations: readonly string[]): Promise<void> {
    for (const field of relations) await this.#drop(joinCollection(className, field));
    await this.#drop(className);
  }

  forget(className: string): void {
    this.#indexes.forget(this.#database.nameOf(className));
  }

  async takeBack(className: string, objectId: string, left: ReadonlyMap<string, unknown>): Promise<void> {
    const objects = this.#collection(className);
    for (const [name, condition] of left) {
      const filter = { _id: objectId, [name]: condition } as Record<string, unknown>;
      await writeTo(objects, 'update', () => objects.updateOne(filter, { $unset: { [name]: '' } }));
    }
  }

  async takeBackObject(className: string, objectId: string): Promise<void> {
    const objects = this.#collection(className);
    await writeTo(objects, 'delete', () => objects.deleteOne({ _id: objectId }));
  }

  /** Ids of all that the filter matches, some at a time. */
  async *#batches(collection: Collection<WithId>, filter: object): AsyncGenerator<string[]> {
    const cursor = collection.find(filter, { projection: { _id: 1 }, batchSize: BATCH_SIZE });
    try {
      for (;;) {
        const ids = await readFrom(collection, 'find', async () => {
          if (!(await cursor.hasNext())) return [];
          return cursor.readBufferedDocuments(BATCH_SIZE).map(({ _id }) => _id);
        });
        if (ids.length === 0) return;
        yield ids;
      }
    } finally {
      await cursor.close();
    }
  }

  async #drop(name: string): Promise<void> {
    const collection = this.#collection(name);
    await writeTo(collection, 'drop', async () => {
      try {
        await collection.drop(AT_ONCE);
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== NAMESPACE_NOT_FOUND) throw error;
      }
    });
    this.#indexes.forget(collection.collectionName);
  }

  #collection(name: string): Collection<WithId> {
    return this.#database.collection<WithId>(name);
  }
}
