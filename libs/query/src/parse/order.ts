import { ParseError } from '@parlance/errors';
import type { OrderTerm } from '../ast.ts';
import { ORDER_TERMS_MAX, type QueryLimits } from '../limits.ts';
import { parseOrderPath } from './field-path.ts';
import { assertCount, parseNames } from './parameters.ts';

/**
 * `-score,playerName`: most significant first, `-` for descending. Of a repeated field the first term counts.
 *
 * @throws InvalidFieldName (105); InvalidQuery (102) too many terms, or ACL, which is no value
 */
export function parseOrder(value: unknown, limits: QueryLimits): readonly OrderTerm[] {
  const names = parseNames('order', value);
  assertCount('order', names.length, ORDER_TERMS_MAX);
  const terms = new Map<string, OrderTerm>();
  for (const name of names) {
    const descending = name.startsWith('-');
    const field = parseOrderPath(descending ? name.slice(1) : name, limits);
    if (field === 'ACL') throw new ParseError('InvalidQuery', 'Cannot order by ACL.');
    if (!terms.has(field)) terms.set(field, { field, descending });
  }
  return [...terms.values()];
}
