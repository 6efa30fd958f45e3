import type { OwnerService } from './platform-class.ts';

/** One document per class that is described. Source: docs/contract/22-mongodb-storage-format.md section 6. */
export const SCHEMA_COLLECTION = '_SCHEMA';

/** Begins the names of collections that hold the members of relations: `_Join:<field>:<Class>`. */
export const JOIN_PREFIX = '_Join:';

/** Shapes of slow queries. Parse Server passes the collection over, and no request can name it: it is no name of a class (103). */
export const SLOW_QUERIES_COLLECTION = '_SlowQueries';

/** Processes that may write to the app's objects. Parse Server passes the collection over, and no request can name it. */
export const WRITERS_COLLECTION = '_Writers';

/** The gates that writers of values pass whose unique index is missing. Parse Server passes the collection over as well. */
export const UNIQUE_VALUES_COLLECTION = '_UniqueValues';

/** The changes of Config's parameters. Parse Server passes the collection over, and no request can name it. */
export const CONFIG_VERSIONS_COLLECTION = '_ConfigVersions';

/** Applies of declared schemas. Parse Server passes the collection over, and no request can name it. */
export const SCHEMA_APPLIES_COLLECTION = '_SchemaApplies';

/** The service that alone opens the collections in an app's database that look like classes and are none. */
export const INTERNAL_COLLECTIONS_OWNER: OwnerService = 'data';

/** True for the collections of Parse Server's storage format that are no classes. Requests that name them are refused for any caller. */
export function isInternalCollection(name: string): boolean {
  return name === SCHEMA_COLLECTION || name.startsWith(JOIN_PREFIX);
}
