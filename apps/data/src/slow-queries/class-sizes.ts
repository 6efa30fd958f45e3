import { BoundedCache } from '@parlance/cache';
import type { QueryPlans } from './query-plans.ts';

/** Sizes change slowly, and only their order of magnitude matters. */
const BELIEVED_MS = 30_000;
const CLASSES_MAX = 1_000;
const TIME_MAX_MS = 1_000;

/** About how many objects the classes of one app have. */
export class ClassSizes {
  readonly #plans: QueryPlans;
  readonly #sizes = new BoundedCache<string, number>({ max: CLASSES_MAX, ttlMs: BELIEVED_MS });

  constructor(plans: QueryPlans) {
    this.#plans = plans;
  }

  /** 0 while the database does not say. */
  of(className: string): Promise<number> {
    return this.#sizes.getOrLoad(className, (name) => this.#plans.size(name, TIME_MAX_MS)).catch(() => 0);
  }
}
