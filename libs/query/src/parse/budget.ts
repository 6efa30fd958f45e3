import { ParseError } from '@parlance/errors';
import { CONDITIONS_MAX, OPERAND_KEYS_MAX, QUERY_DEPTH_MAX, type QueryLimits } from '../limits.ts';

/** What is left of a query's bounds while its `where` is read. One per query. */
export class Budget {
  readonly limits: QueryLimits;
  #conditions = 0;
  #keys = 0;

  constructor(limits: QueryLimits) {
    this.limits = limits;
  }

  /** @throws InvalidQuery (102) */
  spendCondition(): void {
    if (++this.#conditions > CONDITIONS_MAX) throw new ParseError('InvalidQuery', `A query has at most ${CONDITIONS_MAX} constraints.`);
  }

  /** @throws InvalidJson (107) */
  spendKeys(count: number): void {
    this.#keys += count;
    if (this.#keys > OPERAND_KEYS_MAX) throw new ParseError('InvalidJson', `A query has at most ${OPERAND_KEYS_MAX} keys.`);
  }

  /** @throws InvalidJson (107) for an object or list at this depth, the `where` itself being at 1 */
  assertDepth(depth: number): void {
    if (depth > QUERY_DEPTH_MAX) throw new ParseError('InvalidJson', `A query is nested at most ${QUERY_DEPTH_MAX} levels.`);
  }
}
