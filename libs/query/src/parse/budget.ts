import { ParseError } from '@parlance/errors';
import { CONDITIONS_MAX, OPERAND_KEYS_MAX, QUERY_DEPTH_MAX, SUBQUERIES_MAX, SUBQUERY_DEPTH_MAX, type QueryLimits } from '../limits.ts';

/** The budget that a query and its subqueries spend together. */
interface Spent {
  conditions: number;
  keys: number;
  subqueries: number;
}

/** The rest of a query's bounds while its `where` is read. One per query; subqueries have their own and spend from the same. */
export class Budget {
  readonly limits: QueryLimits;
  readonly #spent: Spent;
  readonly #subqueryDepth: number;
  #branches = 0;
  /** The operator that has claimed the one search of this query. */
  #search: string | undefined;

  constructor(limits: QueryLimits, spent: Spent = { conditions: 0, keys: 0, subqueries: 0 }, subqueryDepth = 0) {
    this.limits = limits;
    this.#spent = spent;
    this.#subqueryDepth = subqueryDepth;
  }

  /** @throws InvalidQuery (102) */
  spendCondition(): void {
    if (++this.#spent.conditions > CONDITIONS_MAX)
      throw new ParseError('InvalidQuery', `A query has at most ${CONDITIONS_MAX} constraints.`);
  }

  /** @throws InvalidJson (107) */
  spendKeys(count: number): void {
    this.#spent.keys += count;
    if (this.#spent.keys > OPERAND_KEYS_MAX) throw new ParseError('InvalidJson', `A query has at most ${OPERAND_KEYS_MAX} keys.`);
  }

  /** @throws InvalidJson (107) for an object or list at this depth, the `where` itself being at 1 */
  assertDepth(depth: number): void {
    if (depth > QUERY_DEPTH_MAX) throw new ParseError('InvalidJson', `A query is nested at most ${QUERY_DEPTH_MAX} levels.`);
  }

  /** The budget of a subquery. @throws InvalidQuery (102) too many, or too deep */
  forSubquery(): Budget {
    if (++this.#spent.subqueries > SUBQUERIES_MAX)
      throw new ParseError('InvalidQuery', `A query has at most ${SUBQUERIES_MAX} subqueries.`);
    if (this.#subqueryDepth === SUBQUERY_DEPTH_MAX) {
      throw new ParseError('InvalidQuery', `Subqueries are nested at most ${SUBQUERY_DEPTH_MAX} levels.`);
    }
    return new Budget(this.limits, this.#spent, this.#subqueryDepth + 1);
  }

  /** Reads something as a branch of `$or` or `$nor`. */
  inBranch<R>(read: () => R): R {
    this.#branches++;
    try {
      return read();
    } finally {
      this.#branches--;
    }
  }

  /** True while something is read as a branch of `$or` or `$nor`. */
  get isInBranch(): boolean {
    return this.#branches > 0;
  }

  /** @throws InvalidQuery (102) inside a branch, where MongoDB cannot use the index that `operator` needs */
  assertNotInBranch(operator: string): void {
    if (this.#branches > 0) throw new ParseError('InvalidQuery', `${operator} has no place in a branch of $or or $nor.`);
  }

  /** Claims the one special index that a query can be answered from. @throws InvalidQuery (102) as assertNotInBranch, and a second time */
  claimSearch(operator: string): void {
    this.assertNotInBranch(operator);
    if (this.#search !== undefined) throw new ParseError('InvalidQuery', `${operator} cannot stand beside another ${this.#search}.`);
    this.#search = operator;
  }
}
