import { MongoServerError, type Collection, type Document, type IndexDescription } from '@parlance/mongo';

/**
 * The indexes that each class has from its first use. Every listing by time ends with the objectId, so that pages neither repeat nor
 * miss objects of the same millisecond; with the id in the index one index serves both directions without a sort in memory.
 */
export const CLASS_INDEXES: readonly IndexDescription[] = [
  { key: { _created_at: 1, _id: 1 }, name: '_created_at_1__id_1' },
  { key: { _updated_at: 1, _id: 1 }, name: '_updated_at_1__id_1' },
];

/** A pair of a relation is one row, and both ends can be looked up. */
export const RELATION_INDEXES: readonly IndexDescription[] = [
  { key: { owningId: 1, relatedId: 1 }, name: 'owningId_1_relatedId_1', unique: true },
  { key: { relatedId: 1 }, name: 'relatedId_1' },
];

/** A request id is claimed once, and forgotten at its time. Names and options are those an adopted database has. */
export const REQUEST_ID_INDEXES: readonly IndexDescription[] = [
  { key: { reqId: 1 }, name: 'reqId_1', unique: true, sparse: true },
  { key: { expire: 1 }, name: 'ttl', expireAfterSeconds: 0 },
];

/** IndexOptionsConflict and IndexKeySpecsConflict: an index on the same members exists under another name or with other options. */
const CONFLICTS: ReadonlySet<unknown> = new Set([85, 86]);

/** What became of an index that is to exist: `failed` says why it does not. */
export interface IndexOutcome {
  readonly name: string;
  readonly failed?: Error;
}

/**
 * Makes each index that is missing, one after the other, as one that cannot be made must not keep the others away. An index that
 * stands in the way under another name or with other options stays as it is: an adopted database keeps what it has.
 */
export async function makeIndexes<T extends Document>(
  collection: Collection<T>,
  indexes: readonly IndexDescription[],
): Promise<readonly IndexOutcome[]> {
  const outcomes: IndexOutcome[] = [];
  for (const index of indexes) {
    const name = index.name ?? '';
    try {
      await collection.createIndexes([index]);
      outcomes.push({ name });
    } catch (error) {
      if (error instanceof MongoServerError && CONFLICTS.has(error.code)) outcomes.push({ name });
      else outcomes.push({ name, failed: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return outcomes;
}
