import { MongoServerError, readFrom, type AnyBulkWriteOperation, type Collection } from '@parlance/mongo';
import { joinCollection } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { RELATION_INDEXES } from '../indexes/mongo-indexes.ts';
import { readBatches, type BatchOptions, type TakeDocuments } from './mongo-read-batches.ts';
import { TransactionRace, type TransactionSession } from './mongo-transaction.ts';
import type { FieldRelationChange } from './object.store.ts';

/** A row of `_Join:<field>:<Class>`: `relatedId` is a member of the relation that `owningId` has. */
export interface RelationRow {
  readonly owningId: string;
  readonly relatedId: string;
}

const DUPLICATE_KEY = 11_000;

/** The join collections of one app. */
export class MongoRelations {
  readonly #database: MongoAppDatabase;
  readonly #indexes: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#indexes = indexes;
  }

  /** Makes the collections ready to be written in a transaction, which cannot make an index; a pair is one row by a unique one. */
  async prepare(className: string, changes: readonly FieldRelationChange[]): Promise<void> {
    for (const { field } of changes) await this.#indexes.keep(this.#rows(className, field), RELATION_INDEXES);
  }

  /**
   * Finds rows of a relation that the class has, each as BSON of the members in `show`. Beside it the indexes are seen to: an adopted
   * database has none.
   */
  async read(
    { className, field }: { readonly className: string; readonly field: string },
    filter: { readonly owningId: string } | { readonly relatedId: { readonly $in: readonly string[] } },
    show: readonly (keyof RelationRow)[],
    options: BatchOptions,
    take: TakeDocuments,
  ): Promise<void> {
    const rows = this.#rows(className, field);
    void this.#indexes.keep(rows, RELATION_INDEXES);
    const projection: Record<string, 0 | 1> = { _id: 0 };
    for (const member of show) projection[member] = 1;
    await readFrom(rows, 'find', () => readBatches(rows, filter, { ...options, projection }, take));
  }

  /**
   * Writes the members that one save adds and removes. A member added twice stays one row; removing what is no member does nothing.
   *
   * @throws TransactionRace when another save added the same member meanwhile
   */
  async write(className: string, owningId: string, changes: readonly FieldRelationChange[], session: TransactionSession): Promise<void> {
    for (const change of changes) {
      const rows = this.#rows(className, change.field);
      try {
        await rows.bulkWrite(operationsOf(owningId, change), { ordered: false, session });
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY)
          throw new TransactionRace('A member was added twice at once.');
        throw error;
      }
    }
  }

  #rows(className: string, field: string): Collection<RelationRow> {
    return this.#database.collection(joinCollection(className, field));
  }
}

function operationsOf(owningId: string, { add, remove }: FieldRelationChange): AnyBulkWriteOperation<RelationRow>[] {
  const operations: AnyBulkWriteOperation<RelationRow>[] = add.map(({ objectId: relatedId }) => {
    const row = { owningId, relatedId };
    return { updateOne: { filter: row, update: { $setOnInsert: row }, upsert: true } };
  });
  if (remove.length > 0) {
    const relatedIds = remove.map((member) => member.objectId);
    operations.push({ deleteMany: { filter: { owningId, relatedId: { $in: relatedIds } } } });
  }
  return operations;
}
