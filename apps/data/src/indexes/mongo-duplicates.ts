import { ObjectId, type Collection, type Document, type IndexDescription } from '@parlance/mongo';

/** Objects that have one value which a unique index would keep apart, by their ids. */
export type Duplicates = readonly string[];

/** Most values that are told, and most objects of one value: enough to begin with, and little to keep. */
const VALUES_MAX = 20;
const OBJECTS_MAX = 10;
/** The search looks through the whole collection. */
const SEARCH_MS_MAX = 120_000;

interface Group {
  readonly ids: readonly unknown[];
}

/** Some of the duplicates for which a unique index cannot be made. Never tells their values: those are names and addresses. */
export async function findDuplicates<T extends Document>(
  collection: Collection<T>,
  index: IndexDescription,
): Promise<readonly Duplicates[]> {
  return groupsOf(collection, index, {});
}

/** The ones among `known` that still stand in the way: a look at a few objects, whose ids may be of any type. */
export async function duplicatesLeft<T extends Document>(
  collection: Collection<T>,
  index: IndexDescription,
  known: readonly Duplicates[],
): Promise<readonly Duplicates[]> {
  return groupsOf(collection, index, { _id: { $in: known.flat().flatMap(idsOfText) } });
}

/** A document of a relation has an ObjectId, any other a string. */
function idsOfText(id: string): readonly unknown[] {
  return ObjectId.isValid(id) ? [id, new ObjectId(id)] : [id];
}

async function groupsOf<T extends Document>(
  collection: Collection<T>,
  index: IndexDescription,
  where: Document,
): Promise<readonly Duplicates[]> {
  const paths = pathsOfKey(index);
  const present = Object.fromEntries(paths.map((path) => [path, { $exists: true }]));
  const pipeline: Document[] = [
    { $match: { ...present, ...where } },
    {
      $group: {
        _id: Object.fromEntries(paths.map((path, at) => [`k${at}`, `$${path}`])),
        ids: { $firstN: { input: '$_id', n: OBJECTS_MAX } },
        count: { $sum: 1 },
      },
    },
    { $match: { count: { $gt: 1 } } },
    { $limit: VALUES_MAX },
    { $project: { _id: 0, ids: 1 } },
  ];
  const { collation } = index;
  const options = { allowDiskUse: true, maxTimeMS: SEARCH_MS_MAX, ...(collation === undefined ? {} : { collation }) };
  const groups = await collection.aggregate<Group>(pipeline, options).toArray();
  return groups.map((group) => group.ids.map(String).sort());
}

/** The stored paths that an index is on. */
export function pathsOfKey({ key }: IndexDescription): readonly string[] {
  return key instanceof Map ? [...key.keys()].map(String) : Object.keys(key);
}
