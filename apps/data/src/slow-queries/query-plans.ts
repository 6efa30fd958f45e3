import type { AuthorizedAccess } from '@parlance/acl';
import type { ExistingIndex, MongoStage } from '@parlance/query';
import type { CountQuery, ObjectQuery } from '../objects/object.store.ts';
import type { PlanSummary } from './plan-summary.ts';

/** A query as far as it decides how the database carries it out. Without a limit all matches are wanted. */
export type PlannedQuery = CountQuery &
  Partial<Pick<ObjectQuery, 'order' | 'skip'>> & {
    readonly limit?: number | undefined;
    /** A pipeline, which then is all of the query. */
    readonly stages?: readonly MongoStage[];
  };
export type WatchedQuery = AuthorizedAccess<PlannedQuery>;

/** Asks the database of one app about queries, and about the classes they are for. */
export interface QueryPlans {
  /** How the query would be carried out; with `run`, it is, and the counts tell how much was examined. */
  plan(query: WatchedQuery, run: boolean, timeMsMax: number): Promise<PlanSummary>;
  /** The indexes that hold every object of a class. */
  indexes(className: string, timeMsMax: number): Promise<readonly ExistingIndex[]>;
  /** About how many objects a class has, from the database's statistics. */
  size(className: string, timeMsMax: number): Promise<number>;
}
