import { MongoServerError, type AnyBulkWriteOperation } from '@parlance/mongo';
import { joinCollection } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from './mongo-index-keeper.ts';
import { RELATION_INDEXES } from './mongo-indexes.ts';
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
    for (const { field } of changes) {
      const name = joinCollection(className, field);
      await this.#indexes.keep(this.#database.collection<RelationRow>(name), RELATION_INDEXES);
    }
  }

  /**
   * Writes the members that one save adds and removes. A member added twice stays one row; removing what is no member does nothing.
   *
   * @throws TransactionRace when another save added the same member meanwhile
   */
  async write(className: string, owningId: string, changes: readonly FieldRelationChange[], session: TransactionSession): Promise<void> {
    for (const change of changes) {
      const rows = this.#database.collection<RelationRow>(joinCollection(className, change.field));
      try {
        await rows.bulkWrite(operationsOf(owningId, change), { ordered: false, session });
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY)
          throw new TransactionRace('A member was added twice at once.');
        throw error;
      }
    }
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
