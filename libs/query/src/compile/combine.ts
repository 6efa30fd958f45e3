/** A filter as MongoDB's driver takes it: members of documents by stored path, values only ever behind an operator. */
export type MongoFilter = Record<string, unknown>;

/** Operators on one path, such as `{$gte: 1, $lt: 5}`. */
type Operators = Record<string, unknown>;

/**
 * One filter that matches the documents that all of `filters` match, as flat as possible: `$and` only where two of them say the same
 * operator of the same path, or where one of them cannot stand beside another. Takes the filters over and may change them.
 */
export function combine(filters: readonly MongoFilter[]): MongoFilter {
  const combined: MongoFilter = {};
  const rest: MongoFilter[] = [];
  for (const filter of filters) if (!merge(combined, filter)) rest.push(filter);
  if (rest.length > 0) combined['$and'] = rest;
  return combined;
}

/** All of `filter`, or false and nothing of it. Filters of single conditions have one key; that of everything has none. */
function merge(combined: MongoFilter, filter: MongoFilter): boolean {
  const keys = Object.keys(filter);
  for (const key of keys) if (Object.hasOwn(combined, key) && !isMergeable(key, combined[key], filter[key])) return false;
  for (const key of keys) {
    if (Object.hasOwn(combined, key)) Object.assign(combined[key] as Operators, filter[key]);
    else combined[key] = filter[key];
  }
  return true;
}

function isMergeable(key: string, present: unknown, added: unknown): boolean {
  if (key.charAt(0) === '$' || standsAlone(present as Operators)) return false;
  for (const operator of Object.keys(added as Operators)) {
    if (Object.hasOwn(present as Operators, operator) || ALONE.has(operator)) return false;
  }
  return true;
}

/** MongoDB reads the whole object around these as theirs, and refuses other operators in it. */
const ALONE: ReadonlySet<string> = new Set(['$nearSphere', '$geoWithin', '$geoIntersects']);

function standsAlone(operators: Operators): boolean {
  for (const operator of Object.keys(operators)) if (ALONE.has(operator)) return true;
  return false;
}
