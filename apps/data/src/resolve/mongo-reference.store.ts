import type { AuthorizedAccess } from '@parlance/acl';
import { deserialize } from '@parlance/mongo';
import { compileFilter, compileSort, type FieldPath } from '@parlance/query';
import { fieldOf, storedName, type StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { onlyText } from '../objects/bson-text.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { MongoUniqueValues } from '../indexes/mongo-unique-values.ts';
import { MongoSearches } from '../indexes/mongo-index-searches.ts';
import { narrowed } from '../objects/mongo-narrowed-filter.ts';
import { queryFrom } from '../objects/mongo-object-errors.ts';
import type { TakeDocuments } from '../objects/mongo-cursor-reads.ts';
import { readBatches, type BatchOptions } from '../objects/mongo-read-batches.ts';
import { MongoRelations } from '../objects/mongo-relations.ts';
import type { Membership, ReferenceQuery, ReferenceReading, ReferenceStore, RelationField, Take } from './reference.store.ts';

/** Reads from the collections of classes and of relations. */
export class MongoReferenceStore implements ReferenceStore {
  readonly #database: MongoAppDatabase;
  readonly #relations: MongoRelations;
  readonly #searches: MongoSearches;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#relations = new MongoRelations(database, indexes, new MongoUniqueValues(database, indexes));
    this.#searches = new MongoSearches(indexes);
  }

  eachId(query: AuthorizedAccess<ReferenceQuery>, reading: ReferenceReading, take: Take<string>): Promise<void> {
    return this.#each(query, { _id: 1 }, reading, (documents) => take(textsOf(documents, '_id')));
  }

  eachDocument(
    query: AuthorizedAccess<ReferenceQuery>,
    field: FieldPath,
    reading: ReferenceReading,
    take: Take<StoredDocument>,
  ): Promise<void> {
    const member = storedName(fieldOf(field), query.schema);
    return this.#each(query, { _id: 1, [member]: 1 }, reading, (documents) => take(documents.map((document) => deserialize(document))));
  }

  eachMember(relation: RelationField, owningId: string, reading: ReferenceReading, take: Take<string>): Promise<void> {
    return this.#relations.read(relation, { owningId }, ['relatedId'], optionsOf(reading), (members) =>
      take(textsOf(members, 'relatedId')),
    );
  }

  async eachOwner(relation: RelationField, memberIds: readonly string[], reading: ReferenceReading, take: Take<string>): Promise<void> {
    const filter = { relatedId: { $in: memberIds } };
    await this.#relations.read(relation, filter, ['owningId'], optionsOf(reading), (members) => take(textsOf(members, 'owningId')));
  }

  async eachMembership(
    relation: RelationField,
    memberIds: readonly string[],
    reading: ReferenceReading,
    take: Take<Membership>,
  ): Promise<void> {
    const filter = { relatedId: { $in: memberIds } };
    await this.#relations.read(relation, filter, ['owningId', 'relatedId'], optionsOf(reading), (members) =>
      take(members.map((member) => deserialize(member) as Membership)),
    );
  }

  async #each(
    query: AuthorizedAccess<ReferenceQuery>,
    projection: Record<string, 1>,
    reading: ReferenceReading,
    take: TakeDocuments,
  ): Promise<void> {
    const { schema, condition, access, order, limit, skip } = query;
    if (access.kind === 'none' || limit === 0) return;
    const collection = this.#database.collection(schema.className);
    const filter = narrowed(compileFilter(condition, schema), access);
    const options = { ...optionsOf(reading), projection, limit, skip, sort: compileSort(order, schema) };
    const read = (): Promise<void> => queryFrom(collection, 'find', () => readBatches(collection, filter, options, take));
    await this.#searches.run(collection, query, reading.timeMsMax, read);
  }
}

function optionsOf({ timeMsMax, readPreference }: ReferenceReading): BatchOptions {
  return { maxTimeMS: timeMsMax, readPreference };
}

/** Objects whose id is no string are none that Parse can name. */
function textsOf(documents: readonly Uint8Array[], member: string): string[] {
  const texts: string[] = [];
  for (const document of documents) {
    const text = onlyText(document, member);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}
