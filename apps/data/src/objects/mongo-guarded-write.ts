import type { Collection } from '@parlance/mongo';
import { isObject, type DocumentUpdate, type StoredDocument } from '@parlance/values';
import { uniqueIndexesOf } from '../indexes/class-indexes.ts';
import type { GuardedValue, MongoUniqueValues } from '../indexes/mongo-unique-values.ts';
import type { MongoRelations } from './mongo-relations.ts';

/** The parts that a write of an object consists of beside the object itself. */
export interface WriteParts {
  readonly relations: MongoRelations;
  readonly unique: MongoUniqueValues;
}

const NONE: readonly GuardedValue[] = [];

/** The values of a new object that a missing unique index would keep apart. */
export function guardedOfDocument(
  unique: MongoUniqueValues,
  collection: Collection<StoredDocument>,
  className: string,
  document: StoredDocument,
): readonly GuardedValue[] {
  const indexes = uniqueIndexesOf(className, Object.keys(document));
  if (indexes.length === 0) return NONE;
  return unique.guarded(collection, indexes, (path) => valueIn(document, path), document['_id'] as string);
}

/** The same for the values that an update sets. */
export function guardedOfUpdate(
  unique: MongoUniqueValues,
  collection: Collection<StoredDocument>,
  { className, objectId }: { readonly className: string; readonly objectId: string },
  { update }: DocumentUpdate,
): readonly GuardedValue[] {
  const set = membersSet(update);
  const indexes = uniqueIndexesOf(className, Object.keys(set));
  if (indexes.length === 0) return NONE;
  return unique.guarded(collection, indexes, (path) => valueIn(set, path), objectId);
}

/** The members that an update replaces as a whole, with their new values. No other changes reach the values of unique indexes. */
function membersSet(update: DocumentUpdate['update']): Readonly<Record<string, unknown>> {
  if (!Array.isArray(update)) return (update as Readonly<Record<string, Readonly<Record<string, unknown>>>>)['$set'] ?? {};
  const stages = update as readonly Readonly<Record<string, unknown>>[];
  const set = stages.flatMap(({ $set }) => (isObject($set) ? Object.entries($set) : []));
  return Object.fromEntries(set.flatMap(([path, value]) => (isObject(value) && '$literal' in value ? [[path, value['$literal']]] : [])));
}

function valueIn(members: Readonly<Record<string, unknown>>, path: string): unknown {
  if (path in members) return members[path];
  const [member = '', ...inside] = path.split('.');
  return inside.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), members[member]);
}
