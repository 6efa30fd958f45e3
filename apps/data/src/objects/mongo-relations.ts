import { MongoServerError, readFrom, type AnyBulkWriteOperation, type Collection } from '@parlance/mongo';
import { joinCollection, type StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import type { GuardedValue, MongoUniqueValues } from '../indexes/mongo-unique-values.ts';
import { RELATION_INDEXES } from '../indexes/mongo-indexes.ts';
import type { TakeDocuments } from './mongo-cursor-reads.ts';
import { readBatches, type BatchOptions } from './mongo-read-batches.ts';
import { TransactionRace, type TransactionSession } from './mongo-transaction.ts';
import { untilDeadline } from './until-deadline.ts';
import type { FieldRelationChange } from './object.store.ts';

/** A document of `_Join:<field>:<Class>`: `relatedId` is a member of the relation that `owningId` has. */
export interface RelationMember {
  readonly owningId: string;
  readonly relatedId: string;
}

const DUPLICATE_KEY = 11_000;

const PAIRS = RELATION_INDEXES.filter(({ unique }) => unique === true);

/** The join collections of one app. */
export class MongoRelations {
  readonly #database: MongoAppDatabase;
  readonly #indexes: MongoIndexKeeper;
  readonly #unique: MongoUniqueValues;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper, unique: MongoUniqueValues) {
    this.#database = database;
    this.#indexes = indexes;
    this.#unique = unique;
  }

  /** Makes the collections ready to be written in a transaction, which cannot make an index; a pair is one document by a unique one. */
  async prepare(className: string, changes: readonly FieldRelationChange[]): Promise<void> {
    for (const { field } of changes) await this.#indexes.keepSoon(this.#members(className, field), RELATION_INDEXES);
  }

  /**
   * Finds documents of a relation that the class has, each as BSON of the members in `show`. Beside it the indexes are seen to: an adopted
   * database has none.
   */
  async read(
    { className, field }: { readonly className: string; readonly field: string },
    filter: { readonly owningId: string } | { readonly relatedId: { readonly $in: readonly string[] } },
    show: readonly (keyof RelationMember)[],
    options: BatchOptions,
    take: TakeDocuments,
  ): Promise<void> {
    const members = this.#members(className, field);
    void this.#indexes.keep(members, RELATION_INDEXES);
    const projection: Record<string, 0 | 1> = { _id: 0 };
    for (const member of show) projection[member] = 1;
    await readFrom(members, 'find', () => readBatches(members, filter, { ...options, projection }, take));
  }

  /**
   * Writes the members that one save adds and removes. A member added twice stays one document; removing an object that
   * is no member does nothing.
   *
   * @throws TransactionRace when another save added the same member meanwhile
   */
  async write(
    className: string,
    owningId: string,
    changes: readonly FieldRelationChange[],
    session: TransactionSession,
    deadline: number,
  ): Promise<void> {
    for (const change of changes) {
      const members = this.#members(className, change.field);
      const operations = operationsOf(owningId, change);
      try {
        await this.#unique.around(this.#guarded(members, owningId, change), session, deadline, () =>
          members.bulkWrite(operations, { ordered: false, session, ...untilDeadline(deadline) }),
        );
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY)
          throw new TransactionRace('A member was added twice at once.');
        throw error;
      }
    }
  }

  /** A pair that is upserted needs no look for another: only others that do the same at once are in its way. */
  #guarded(members: Collection<RelationMember>, owningId: string, { add }: FieldRelationChange): readonly GuardedValue[] {
    const collection = members as unknown as Collection<StoredDocument>;
    return add.flatMap(({ objectId: relatedId }) => {
      const pair: Readonly<Record<string, string>> = { owningId, relatedId };
      return this.#unique.guarded(collection, PAIRS, (path) => pair[path], undefined);
    });
  }

  #members(className: string, field: string): Collection<RelationMember> {
    return this.#database.collection(joinCollection(className, field));
  }
}

function operationsOf(owningId: string, { add, remove }: FieldRelationChange): AnyBulkWriteOperation<RelationMember>[] {
  const operations: AnyBulkWriteOperation<RelationMember>[] = add.map(({ objectId: relatedId }) => {
    const member = { owningId, relatedId };
    return { updateOne: { filter: member, update: { $setOnInsert: member }, upsert: true } };
  });
  if (remove.length > 0) {
    const relatedIds = remove.map((member) => member.objectId);
    operations.push({ deleteMany: { filter: { owningId, relatedId: { $in: relatedIds } } } });
  }
  return operations;
}
