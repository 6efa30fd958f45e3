import type { OwnerService } from './platform-class.ts';

/** One document per class that is described. Source: docs/contract/22-mongodb-storage-format.md section 6. */
export const SCHEMA_COLLECTION = '_SCHEMA';

/** Begins the names of collections that hold the members of relations: `_Join:<field>:<Class>`. */
export const JOIN_PREFIX = '_Join:';

/** Shapes of slow queries. Parse Server passes the collection over, and no class can have the name. */
export const SLOW_QUERIES_COLLECTION = '_SlowQueries';

/** The service that alone opens the collections in an app's database that look like classes and are none. */
export const INTERNAL_COLLECTIONS_OWNER: OwnerService = 'data';

const NAMES: ReadonlySet<string> = new Set([SCHEMA_COLLECTION, SLOW_QUERIES_COLLECTION]);

/** True for the name of a collection that looks like a class and is none, for any caller. */
export function isInternalCollection(name: string): boolean {
  return NAMES.has(name) || name.startsWith(JOIN_PREFIX);
}
