import { MongoServerError, type Collection, type Document, type IndexDescription } from '@parlance/mongo';

/**
 * The indexes that each class has from its first use. Every listing by time ends with the objectId, so that pages neither repeat nor
 * miss objects of the same millisecond; with the id in the index one index serves both directions without a sort in memory.
 */
export const CLASS_INDEXES: readonly IndexDescription[] = [
  { key: { _created_at: 1, _id: 1 }, name: '_created_at_1__id_1' },
  { key: { _updated_at: 1, _id: 1 }, name: '_updated_at_1__id_1' },
];

/** A pair of a relation is one document, and both ends can be looked up. */
export const RELATION_INDEXES: readonly IndexDescription[] = [
  { key: { owningId: 1, relatedId: 1 }, name: 'owningId_1_relatedId_1', unique: true },
  { key: { relatedId: 1 }, name: 'relatedId_1' },
];

/** Places on a sphere: near queries cannot do without, circles and polygons that hold a point are found by it. */
export function sphereIndex(field: string): IndexDescription {
  return { key: { [field]: '2dsphere' }, name: `${field}_2dsphere` };
}

/** Points on a flat map: boxes and polygons are found by it. Parse Server makes it at the first geo query, under the same name. */
export function flatIndex(field: string): IndexDescription {
  return { key: { [field]: '2d' }, name: `${field}_2d` };
}

/**
 * Text indexes take a member `language`, wherever it is in a document, for the language of its words, and refuse the document when they
 * know none of that name: any client that may search could so end the saves of others. This name in its place is one that no key of a body can
 * have, at any depth.
 */
export const NO_LANGUAGE_MEMBER = { language_override: '_bsontype' } as const;

/** Words of a field, under the name that Parse Server gives it. A class has one text index. */
export function textIndex(field: string): IndexDescription {
  return { key: { [field]: 'text' }, name: `${field}_text`, ...NO_LANGUAGE_MEMBER };
}

/** IndexOptionsConflict and IndexKeySpecsConflict: an index on the same members exists under another name or with other options. */
const CONFLICTS: ReadonlySet<unknown> = new Set([85, 86]);

/** The outcome for an index that is to exist. `conflict`: another one stands in its way, and stays: an adopted database keeps its own. */
export type IndexOutcome = 'made' | 'conflict' | Error;

/**
 * Makes indexes, or finds that they are there: all by one command, which looks through a collection once. When one of them is refused the
 * database makes none, and each is asked for alone. Never rejects.
 *
 * @returns the outcome of each, in order
 */
export async function makeIndexes<T extends Document>(
  collection: Collection<T>,
  indexes: readonly IndexDescription[],
): Promise<readonly IndexOutcome[]> {
  if (indexes.length > 1) {
    try {
      await collection.createIndexes([...indexes]);
      return indexes.map(() => 'made');
    } catch (error) {
      if (!(error instanceof MongoServerError)) return indexes.map(() => asError(error));
    }
  }
  const outcomes: IndexOutcome[] = [];
  for (const index of indexes) outcomes.push(await makeIndex(collection, index));
  return outcomes;
}

async function makeIndex<T extends Document>(collection: Collection<T>, index: IndexDescription): Promise<IndexOutcome> {
  try {
    await collection.createIndexes([index]);
    return 'made';
  } catch (error) {
    if (!(error instanceof MongoServerError) || !CONFLICTS.has(error.code)) return asError(error);
    return index.unique === true && (await isCarried(collection, index)) ? 'made' : 'conflict';
  }
}

/** Whether another index keeps the same values apart: by another name, or over more documents. */
async function isCarried<T extends Document>(collection: Collection<T>, { key, collation }: IndexDescription): Promise<boolean> {
  try {
    const stored = await collection.indexes();
    return stored.some(
      (one) =>
        one.unique === true &&
        one['partialFilterExpression'] === undefined &&
        JSON.stringify(one.key) === JSON.stringify(key) &&
        one['collation']?.locale === collation?.locale &&
        one['collation']?.strength === collation?.strength,
    );
  } catch {
    return false; // Without the rule of an index writes check it themselves.
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
