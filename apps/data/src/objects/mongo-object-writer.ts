import type { Authorized, AuthorizedAccess } from '@parlance/acl';
import { mongoSpan, type Collection } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { narrowed, targetFilter } from './mongo-narrowed-filter.ts';
import { insertInTransaction } from './mongo-insert-whole.ts';
import { updateInTransaction } from './mongo-object-update.ts';
import type { WriteParts } from './mongo-guarded-write.ts';
import { assertBefore, type TransactionSession } from './mongo-transaction.ts';
import { untilDeadline } from './until-deadline.ts';
import type { NewObject, ObjectChange, ObjectTarget, ObjectWriter } from './object.store.ts';

/**
 * The writes of one attempt of a transaction. Errors of the driver pass as they are: their labels tell it whether the transaction may
 * run again.
 */
export class MongoObjectWriter implements ObjectWriter {
  readonly #database: MongoAppDatabase;
  readonly #parts: WriteParts;
  readonly #session: TransactionSession;

  constructor(database: MongoAppDatabase, parts: WriteParts, session: TransactionSession) {
    this.#database = database;
    this.#parts = parts;
    this.#session = session;
  }

  async insert(object: Authorized<NewObject>, deadline: number): Promise<boolean> {
    assertBefore(deadline);
    return insertInTransaction(this.#collection(object.className), this.#parts, object, this.#session, deadline);
  }

  async update(change: AuthorizedAccess<ObjectChange>, deadline: number): Promise<StoredDocument | undefined> {
    if (change.access.kind === 'none') return undefined;
    assertBefore(deadline);
    const filter = targetFilter(change);
    return updateInTransaction(this.#collection(change.schema.className), this.#parts, change, filter, this.#session, deadline);
  }

  async exists({ schema, objectId, access }: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    if (access.kind === 'none') return false;
    assertBefore(deadline);
    const collection = this.#collection(schema.className);
    const options = { projection: { _id: 1 }, session: this.#session, ...untilDeadline(deadline) };
    return (await mongoSpan('find', collection, () => collection.findOne(narrowed({ _id: objectId }, access), options))) !== null;
  }

  async remove({ schema, objectId, access }: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    if (access.kind === 'none') return false;
    assertBefore(deadline);
    const collection = this.#collection(schema.className);
    const filter = narrowed({ _id: objectId }, access);
    const options = { session: this.#session, ...untilDeadline(deadline) };
    const { deletedCount } = await mongoSpan('delete', collection, () => collection.deleteOne(filter, options));
    return deletedCount > 0;
  }

  #collection(className: string): Collection<StoredDocument> {
    return this.#database.collection(className);
  }
}
