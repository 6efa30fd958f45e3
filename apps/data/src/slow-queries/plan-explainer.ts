import { ParseError } from '@parlance/errors';
import { rewritingHints, suggestIndex } from '@parlance/query';
import type { Logger } from '@parlance/telemetry';
import { BoundedCache } from '@parlance/cache';
import type { PlanSummary } from './plan-summary.ts';
import type { Advice, QueryKind } from './query-tally.ts';
import type { QueryPlans, WatchedQuery } from './query-plans.ts';
import type { Suggestion } from './slow-query.store.ts';

/** A kind of query is explained once in this time: each explanation runs it again. */
const EXPLAIN_EVERY_MS = 5 * 60_000;
const KINDS_MAX = 500;
/** How long a query may run to be explained. One that takes longer is only planned. */
const RUN_MAX_MS = 2_000;
const PLAN_MAX_MS = 1_000;
/** Queries that wait to be explained; they hold values, and memory. */
const WAITING_MAX = 20;

/**
 * Finds out how slow queries were carried out and how they could be, one at a time and beside all requests.
 *
 * @param onAdvice gets the findings about a kind of query
 */
export class PlanExplainer {
  readonly #plans: QueryPlans;
  readonly #logger: Logger;
  readonly #onAdvice: (kind: QueryKind, advice: Advice) => void;
  readonly #seen = new BoundedCache<string, true>({ max: KINDS_MAX, ttlMs: EXPLAIN_EVERY_MS });
  #waiting = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(plans: QueryPlans, logger: Logger, onAdvice: (kind: QueryKind, advice: Advice) => void) {
    this.#plans = plans;
    this.#logger = logger;
    this.#onAdvice = onAdvice;
  }

  /**
   * Explains the query soon, unless one of its kind was explained lately, or too many wait.
   *
   * @param run false for a query that was ended by its time limit: it would be again
   */
  explain(kind: QueryKind, query: WatchedQuery, run: boolean): void {
    const key = `${kind.className} ${kind.operation} ${kind.shape}`;
    if (this.#waiting >= WAITING_MAX || this.#seen.get(key) === true) return;
    this.#seen.set(key, true);
    this.#waiting++;
    this.#turn = this.#turn.then(() => this.#explain(kind, query, run)).finally(() => this.#waiting--);
  }

  async #explain(kind: QueryKind, query: WatchedQuery, run: boolean): Promise<void> {
    try {
      const plan = await (run ? this.#runPlanOf(query) : this.#plans.plan(query, false, PLAN_MAX_MS));
      const suggestion = await this.#suggestionFor(query);
      this.#onAdvice(kind, { plan, suggestion, plannedAt: Date.now() });
    } catch (error) {
      this.#logger.debug({ className: kind.className, operation: kind.operation, err: error }, 'A slow query could not be explained.');
    }
  }

  async #runPlanOf(query: WatchedQuery): Promise<PlanSummary> {
    try {
      return await this.#plans.plan(query, true, RUN_MAX_MS);
    } catch (error) {
      if (!(error instanceof ParseError) || error.kind !== 'RequestTimeout') throw error;
      return this.#plans.plan(query, false, PLAN_MAX_MS);
    }
  }

  async #suggestionFor({ condition, order = [], schema, stages }: WatchedQuery): Promise<Suggestion | null> {
    if (stages !== undefined) return null; // Only the database knows the constraints of a pipeline.
    const existing = await this.#plans.indexes(schema.className, PLAN_MAX_MS);
    const advice = suggestIndex(condition, order, schema, existing);
    const hints = rewritingHints(condition, schema);
    if (advice === undefined && hints.length === 0) return null;
    return { index: advice?.index ?? null, why: advice?.why ?? null, hint: hints.length === 0 ? null : hints.join(' ') };
  }
}
