import type { AskedCondition, FieldPath } from './ast.ts';
import { regroup } from './build.ts';

/** The same condition, its text search told which fields are hidden from its caller. A search is never below `or` or `nor`. */
export function searchesWithout(condition: AskedCondition, hidden: ReadonlySet<FieldPath>): AskedCondition {
  if (condition.kind === 'text') return Object.freeze({ ...condition, hidden });
  if (condition.kind !== 'and' || !condition.items.some(({ kind }) => kind === 'text')) return condition;
  return regroup(
    'and',
    condition.items.map((item) => searchesWithout(item, hidden)),
  );
}
