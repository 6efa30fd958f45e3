import type { AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { hasCostlyPattern, pipelineShape, shapeOf } from '@parlance/query';
import type { RegexSlots } from '../guard/regex-slots.ts';
import type { ScanGuard } from '../guard/scan-guard.ts';
import type { ClassSizes } from './class-sizes.ts';
import type { PlanExplainer } from './plan-explainer.ts';
import type { WatchedQuery } from './query-plans.ts';
import type { QueryKind } from './query-tally.ts';
import type { SlowQueryLog } from './slow-query-log.ts';
import type { WatchedOperation } from './slow-query.store.ts';

export type WatchSettings = Pick<AppSettings, 'slowQueryMs' | 'regexConcurrency' | 'scanLimit'>;

/** The memory of an app's queries, which is the same under any settings. */
export interface WatchParts {
  readonly log: SlowQueryLog;
  readonly explainer: PlanExplainer;
  readonly sizes: ClassSizes;
  readonly regexes: RegexSlots;
  readonly scans: ScanGuard;
}

/** Classes of more objects: a pattern that is tried on each of them is reported, however fast it was this time. */
const LARGE_CLASS = 100_000;

/** Operations by which the master keys ask about a class as a whole: they are meant to look at all of it. */
const LOOKS_AT_ALL: ReadonlySet<WatchedOperation> = new Set<WatchedOperation>(['aggregate', 'distinct']);

/**
 * Where each query of an app meets the database: it is refused, or runs and is timed. A query that is not slow costs two looks at the
 * clock and one walk along its constraints; all else happens behind those that are.
 */
export class QueryWatch {
  readonly #parts: WatchParts;
  readonly #settings: WatchSettings;

  constructor(parts: WatchParts, settings: WatchSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** False when there is nothing to do for any query. */
  get isNeeded(): boolean {
    const { slowQueryMs, regexConcurrency, scanLimit } = this.#settings;
    return slowQueryMs !== null || regexConcurrency !== null || scanLimit !== null;
  }

  /** @throws RequestLimitExceeded (155), InefficientQuery (154) before `work` has begun; the errors of `work` */
  run<R>(operation: WatchedOperation, query: WatchedQuery, work: () => Promise<R>): Promise<R> {
    const isCostly = hasCostlyPattern(query.condition);
    const isGuarded = isCostly || (this.#settings.scanLimit !== null && !LOOKS_AT_ALL.has(operation));
    return isGuarded ? this.#runGuarded(operation, query, isCostly, work) : this.#time(operation, query, false, work);
  }

  async #runGuarded<R>(operation: WatchedOperation, query: WatchedQuery, isCostly: boolean, work: () => Promise<R>): Promise<R> {
    const { scanLimit } = this.#settings;
    if (scanLimit !== null && !LOOKS_AT_ALL.has(operation)) await this.#parts.scans.assertNoScan(query, scanLimit);
    return isCostly ? this.#runCostly(operation, query, work) : this.#time(operation, query, false, work);
  }

  async #runCostly<R>(operation: WatchedOperation, query: WatchedQuery, work: () => Promise<R>): Promise<R> {
    const { regexes } = this.#parts;
    regexes.take(query.condition, this.#settings.regexConcurrency);
    try {
      return await this.#time(operation, query, true, work);
    } finally {
      regexes.release(query.condition);
    }
  }

  async #time<R>(operation: WatchedOperation, query: WatchedQuery, isCostly: boolean, work: () => Promise<R>): Promise<R> {
    const begin = performance.now();
    try {
      const result = await work();
      this.#ended(operation, query, isCostly, performance.now() - begin);
      return result;
    } catch (error) {
      if (error instanceof ParseError && error.kind === 'RequestTimeout') this.#slow(operation, query, performance.now() - begin, true);
      throw error;
    }
  }

  #ended(operation: WatchedOperation, query: WatchedQuery, isCostly: boolean, durationMs: number): void {
    const { slowQueryMs } = this.#settings;
    if (slowQueryMs === null) return;
    const { className } = query.schema;
    if (durationMs >= slowQueryMs) this.#slow(operation, query, durationMs, false);
    else if (isCostly) void this.#endedCostly(operation, query, durationMs);
    else if (this.#parts.log.follows(className)) this.#add(operation, query, { durationMs, isSlow: false, isTimeout: false });
  }

  async #endedCostly(operation: WatchedOperation, query: WatchedQuery, durationMs: number): Promise<void> {
    const isLarge = (await this.#parts.sizes.of(query.schema.className)) > LARGE_CLASS;
    if (isLarge) this.#slow(operation, query, durationMs, false);
    else this.#add(operation, query, { durationMs, isSlow: false, isTimeout: false });
  }

  #slow(operation: WatchedOperation, query: WatchedQuery, durationMs: number, isTimeout: boolean): void {
    if (this.#settings.slowQueryMs === null) return;
    const kind = this.#add(operation, query, { durationMs, isSlow: true, isTimeout });
    this.#parts.explainer.explain(kind, query, !isTimeout);
  }

  #add(
    operation: WatchedOperation,
    { schema, condition, order = [], stages }: WatchedQuery,
    run: { readonly durationMs: number; readonly isSlow: boolean; readonly isTimeout: boolean },
  ): QueryKind {
    const kind = {
      className: schema.className,
      operation,
      shape: stages === undefined ? shapeOf(condition, order) : pipelineShape(stages),
    };
    this.#parts.log.add(kind, { ...run, endedAt: Date.now() });
    return kind;
  }
}
