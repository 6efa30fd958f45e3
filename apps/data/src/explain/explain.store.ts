import type { AuthorizedAccess } from '@parlance/acl';
import type { ExplainVerbosity } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { ObjectQuery } from '../objects/object.store.ts';

/** How the database would answer the queries of one app's object store. */
export interface ExplainStore {
  /**
   * The plan of a find in the database's own words; with `executionStats` and above the find is run, within the time.
   * @throws InvalidQuery (102), RequestTimeout (124), ServiceUnavailable (2) as the find itself
   */
  explain(query: AuthorizedAccess<ObjectQuery>, verbosity: ExplainVerbosity, timeMsMax: number): Promise<StoredDocument>;
}
