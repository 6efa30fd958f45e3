import type { AskedCondition, AskedNode, Condition } from './ast.ts';
import { regroup } from './build.ts';

/**
 * The parts that wait for other objects, those of subqueries not included: each subquery is a query of its own. Each part that
 * stands more than once is given as often.
 */
export function askedNodes(condition: AskedCondition): readonly AskedNode[] {
  if (isPlain(condition)) return NONE;
  const found: AskedNode[] = [];
  collect(condition, found);
  return found;
}

const NONE: readonly AskedNode[] = Object.freeze([]);

function collect(condition: AskedCondition, into: AskedNode[]): void {
  if ('items' in condition) for (const item of condition.items) collect(item, into);
  else if (isAsked(condition)) into.push(condition);
}

/** True when nothing waits for other objects. Takes one step for each part of the condition. */
export function isPlain(condition: AskedCondition): condition is Condition {
  return 'items' in condition ? condition.items.every(isPlain) : !isAsked(condition);
}

/** The condition with an answer in the place of each part that waits for other objects, in normal form. */
export function replaceAsked(condition: AskedCondition, answer: (node: AskedNode) => Condition): Condition {
  if (isPlain(condition)) return condition;
  if (isAsked(condition)) return answer(condition);
  return regroup(
    condition.kind,
    condition.items.map((item) => replaceAsked(item, answer)),
  );
}

const ASKED: ReadonlySet<AskedCondition['kind']> = new Set<AskedNode['kind']>([
  'inQuery',
  'notInQuery',
  'select',
  'dontSelect',
  'relatedTo',
]);

function isAsked(condition: AskedCondition): condition is AskedNode {
  return ASKED.has(condition.kind);
}
