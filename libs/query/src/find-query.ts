import type { AskedCondition, FieldPath, OrderTerm } from './ast.ts';
import type { PageRequest } from './page/page-request.ts';

/** In the words of MongoDB's drivers. */
export type ReadPreference = 'primary' | 'primaryPreferred' | 'secondary' | 'secondaryPreferred' | 'nearest';

export type ExplainVerbosity = 'queryPlanner' | 'queryPlannerExtended' | 'executionStats' | 'allPlansExecution';

/** An index by name, or by its fields as MongoDB stores them. */
export type Hint = string | Readonly<Record<string, 1 | -1 | 'text' | '2d' | '2dsphere' | 'hashed'>>;

/** The part of each object to show. */
export interface Selection {
  /** Only these, beside the fields that always stay; absent shows all. Dotted paths reach into included objects. */
  readonly keys?: readonly FieldPath[] | undefined;
  /** All but these; fields that always stay are not affected. */
  readonly excludeKeys?: readonly FieldPath[] | undefined;
  /** Paths of pointers to expand, those included that `keys` reaches through. A path implies the paths above it. */
  readonly include: readonly FieldPath[];
  /** Expand all pointers of the class, one level. */
  readonly includeAll: boolean;
}

/** From which members of the replica set the query, its included objects and its subqueries are read; undefined leaves it to the app. */
export interface ReadPreferences {
  readonly readPreference: ReadPreference | undefined;
  readonly includeReadPreference: ReadPreference | undefined;
  readonly subqueryReadPreference: ReadPreference | undefined;
}

/** Parameters of `GET /classes/<Class>/<id>`. */
export interface GetQuery extends Selection, ReadPreferences {}

/** A query as asked, checked as far as that is possible without the class schema. */
export interface FindQuery extends Selection, ReadPreferences {
  readonly condition: AskedCondition;
  /** Most significant first; empty for no order. */
  readonly order: readonly OrderTerm[];
  readonly limit: number;
  readonly skip: number;
  /** The page that is asked for by a token; undefined for a query that is not read by pages. */
  readonly after?: PageRequest | undefined;
  /** The number of all matches is asked for, beside the results. */
  readonly count: boolean;
  /** Answer from the target class of this relation field. */
  readonly redirectClassNameForKey: FieldPath | undefined;
  readonly hint: Hint | undefined;
  /** A plan is asked for instead of results. The right to have one is not decided here. */
  readonly explain: ExplainVerbosity | undefined;
  readonly comment: string | undefined;
}
