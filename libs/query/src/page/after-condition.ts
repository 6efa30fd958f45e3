import type { Condition, OrderTerm, Sortable } from '../ast.ts';
import { and, eq, gt, gte, lt, ne, nor, or } from '../build.ts';

/** The values that objects are ordered by; null stands for absent values too, and comes before all others. */
export type OrderValue = Sortable | boolean | null;

/**
 * Matches the objects behind one in an order: behind it in the first term; or equal there, and behind it in the second; and so on.
 * Each alternative is one range of an index on the terms, so that MongoDB merges the ranges and looks at no object of earlier pages. The
 * bound on the first term lets one scan serve an index on that term alone.
 *
 * @param order ends with the objectId, so that no two objects are equal
 * @param values one for each term
 */
export function afterCondition(order: readonly OrderTerm[], values: readonly OrderValue[]): Condition {
  const alternatives: Condition[] = [];
  const equal: Condition[] = [];
  for (const [at, term] of order.entries()) {
    const value = values[at] ?? null;
    for (const behind of behindValue(term, value)) alternatives.push(and(...equal, behind));
    equal.push(eq(term.field, value));
  }
  const [first] = order;
  const [only, ...others] = alternatives;
  if (first === undefined || only === undefined || others.length === 0) return only ?? or();
  return and(...boundOf(first, values[0] ?? null), or(...alternatives));
}

function behindValue({ field, descending }: OrderTerm, value: OrderValue): readonly Condition[] {
  if (value === null) return descending ? [] : [ne(field, null)];
  if (typeof value === 'boolean') {
    const behind = value === descending ? [eq(field, !value)] : [];
    return descending ? [...behind, eq(field, null)] : behind;
  }
  if (!descending) return [gt(field, value)];
  return field === 'objectId' ? [lt(field, value)] : [lt(field, value), eq(field, null)];
}

/** Ranges compare values of one type only: absent values, which come last when descending, are kept by excluding the other types. */
function boundOf({ field, descending }: OrderTerm, value: OrderValue): readonly Condition[] {
  if (value === null || typeof value === 'boolean') return [];
  return [descending ? nor(gt(field, value)) : gte(field, value)];
}
