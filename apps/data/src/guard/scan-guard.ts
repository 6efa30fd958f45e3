import { BoundedCache } from '@parlance/cache';
import { ParseError } from '@parlance/errors';
import { isEverything, shapeOf } from '@parlance/query';
import type { ClassSizes } from '../slow-queries/class-sizes.ts';
import type { QueryPlans, WatchedQuery } from '../slow-queries/query-plans.ts';

/** How long a plan is believed: an index that was made or dropped shows after this time. */
const BELIEVED_MS = 30_000;
const SHAPES_MAX = 1_000;
const PLAN_MAX_MS = 1_000;

/** Refuses queries that would look at each object of a large class. */
export class ScanGuard {
  readonly #plans: QueryPlans;
  readonly #sizes: ClassSizes;
  /** By class, shape and all else that decides the plan: whether queries of it scan. */
  readonly #scans = new BoundedCache<string, boolean>({ max: SHAPES_MAX, ttlMs: BELIEVED_MS });

  constructor(plans: QueryPlans, sizes: ClassSizes) {
    this.#plans = plans;
    this.#sizes = sizes;
  }

  /**
   * @param objectsMax of a class that may be scanned
   * @throws InefficientQuery (154) before the query has run
   */
  async assertNoScan(query: WatchedQuery, objectsMax: number): Promise<void> {
    if (isBounded(query, objectsMax)) return;
    const { className } = query.schema;
    if ((await this.#sizes.of(className)) <= objectsMax || !(await this.#scansClass(query))) return;
    throw new ParseError('InefficientQuery', `The query would scan the whole class ${className}. Add an index or another constraint.`);
  }

  #scansClass(query: WatchedQuery): Promise<boolean> {
    const { schema, condition, order = [], access, hint } = query;
    const key = `${schema.className} ${access.kind} ${shapeOf(condition, order)} ${JSON.stringify(hint)}`;
    const load = async (): Promise<boolean> => (await this.#plans.plan(query, false, PLAN_MAX_MS)).stage === 'COLLSCAN';
    // A query that the database cannot plan it cannot run either, and it says why when it is asked to.
    return this.#scans.getOrLoad(key, load).catch(() => false);
  }
}

/** True for one object by its id, and for any objects as long as no more of them are wanted than may be looked at. */
function isBounded({ condition, order = [], limit, skip = 0 }: WatchedQuery, objectsMax: number): boolean {
  if (condition.kind === 'eq' && condition.field === 'objectId') return true;
  return isEverything(condition) && order.length === 0 && limit !== undefined && limit + skip <= objectsMax;
}
