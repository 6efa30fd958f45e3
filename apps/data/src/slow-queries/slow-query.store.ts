import type { IndexKey } from '@parlance/query';
import type { BucketCounts } from './duration-histogram.ts';
import type { PlanSummary } from './plan-summary.ts';

/** The origin of a query: a request for objects, for their number, for a pipeline over them, or a condition on others in it. */
export type WatchedOperation = 'find' | 'count' | 'subquery' | 'aggregate' | 'distinct';

/** The index that would serve a query, in the words of the database, and other advice, in words for people. */
export interface Suggestion {
  readonly index: IndexKey | null;
  readonly why: string | null;
  readonly hint: string | null;
}

/** How often queries of one shape ran, and how long they took. No values of queries are in it. */
export interface QueryTimes {
  readonly className: string;
  readonly operation: WatchedOperation;
  readonly shape: string;
  /** All runs since the shape was first slow. */
  readonly count: number;
  readonly slowCount: number;
  readonly timeouts: number;
  readonly totalMs: number;
  readonly buckets: BucketCounts;
  /** Documents looked at by all runs that were explained, and how many these were. */
  readonly scanned: number;
  readonly explained: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly plannedAt: Date | null;
  readonly plan: PlanSummary | null;
  readonly suggestion: Suggestion | null;
}

/**
 * The runs of one shape that one process has seen in one hour. `id` names shape, hour and process, so that a record can
 * be saved again as it grows, and those of all processes add up.
 */
export interface SlowQueryRecord extends QueryTimes {
  readonly id: string;
  /** The same for queries of the same class, operation and shape, however long the shape is. */
  readonly shapeId: string;
  readonly expiresAt: Date;
}

/** Which shapes to list. Times are those of runs, to the hour. */
export interface SlowQueryFilter {
  readonly className: string | undefined;
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly limit: number;
}

/** The slow queries of one app, kept for a week. */
export interface SlowQueryStore {
  save(records: readonly SlowQueryRecord[]): Promise<void>;
  /** The shapes that took most time in all first. */
  list(filter: SlowQueryFilter, timeMsMax: number): Promise<readonly QueryTimes[]>;
}
