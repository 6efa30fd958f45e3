import type { ClassSchema } from '@parlance/values';
import type { Condition } from '../ast.ts';
import { anchoredPrefix } from './pattern-cost.ts';
import { candidatesOf } from './usefulness.ts';

/** Most hints on one query: its faults show in the first few. */
const HINTS_MAX = 5;

/**
 * How a query could be asked so that an index helps, in words for its author: one sentence for each constraint that no index serves.
 * Names fields, never values. Source: docs/contract/09 section 8.
 */
export function rewritingHints(condition: Condition, schema: ClassSchema): readonly string[] {
  const hints = new Set<string>();
  collectHints(condition, hints);
  const candidates = candidatesOf(condition.kind === 'and' ? condition.items : [condition], schema);
  if (candidates.length > 0 && candidates.every(({ isPoor }) => isPoor)) {
    hints.add(`A boolean (${candidates[0]!.field}) leaves about half of the class: add a constraint that tells objects apart.`);
  }
  return [...hints].slice(0, HINTS_MAX);
}

function collectHints(condition: Condition, hints: Set<string>): void {
  if ('items' in condition) {
    if (condition.kind === 'nor') hints.add('$nor looks at every object: ask for the wanted ones instead.');
    for (const item of condition.items) collectHints(item, hints);
    return;
  }
  const { field } = condition;
  switch (condition.kind) {
    case 'ne':
      hints.add(`Not-equal on ${field} looks at every object: ask for the values that are wanted (contained-in).`);
      break;
    case 'nin':
      hints.add(`Not-contained-in on ${field} looks at every object: ask for the values that are wanted (contained-in).`);
      break;
    case 'containedBy':
      hints.add(`$containedBy on ${field} looks at every object: add a constraint that an index can serve.`);
      break;
    case 'exists':
      if (!condition.present) hints.add(`The absence of ${field} is no value an index tells apart well: store a value that says so.`);
      break;
    case 'regex':
      if (anchoredPrefix(condition) !== '') break;
      hints.add(
        condition.options.includes('i')
          ? `A pattern on ${field} that ignores case looks at every text: store it in lower case beside, and ask how that starts ("^…").`
          : `A pattern on ${field} without a fixed start looks at every text: ask how it starts ("^…"), or use text search.`,
      );
      break;
    default:
      break;
  }
}
