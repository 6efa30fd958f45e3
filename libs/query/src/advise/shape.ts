import type { Condition, OrderTerm } from '../ast.ts';
import { anchoredPrefix } from './pattern-cost.ts';

/**
 * The common form of queries that differ only in values, as a canonical string: `score gte & team eq order -score`. Holds field names and
 * constraints, never a value. Members in another order, longer lists and repeated branches give the same string.
 */
export function shapeOf(condition: Condition, order: readonly OrderTerm[]): string {
  const where = conditionShape(condition);
  if (order.length === 0) return where;
  return `${where} order ${order.map(({ field, descending }) => (descending ? '-' : '') + field).join(',')}`;
}

function conditionShape(condition: Condition): string {
  if (!('items' in condition)) return `${condition.field} ${kindShape(condition)}`;
  if (condition.items.length === 0) return condition.kind === 'or' ? 'nothing' : 'everything';
  const sign = condition.kind === 'and' ? ' & ' : ' | ';
  const shapes = condition.items.map(conditionShape).sort();
  let text = shapes[0] as string;
  for (let at = 1; at < shapes.length; at++) if (shapes[at] !== shapes[at - 1]) text += sign + shapes[at];
  return condition.kind === 'and' ? text : `${condition.kind}(${text})`;
}

function kindShape(condition: Condition): string {
  switch (condition.kind) {
    case 'exists':
      return condition.present ? 'exists' : 'missing';
    case 'regex':
      if (anchoredPrefix(condition) !== '') return 'prefix';
      return condition.options === '' ? 'pattern' : `pattern:${condition.options}`;
    default:
      return condition.kind;
  }
}
