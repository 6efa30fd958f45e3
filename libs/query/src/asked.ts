import type { AskedNode, Condition, Where } from './ast.ts';
import { regroup } from './build.ts';

/**
 * The parts that wait for other objects, those of subqueries not included: each subquery is a query of its own. Each part that
 * stands more than once is given as often.
 */
export function askedNodes(where: Where): readonly AskedNode[] {
  if (isPlain(where)) return NONE;
  const found: AskedNode[] = [];
  collect(where, found);
  return found;
}

const NONE: readonly AskedNode[] = Object.freeze([]);

function collect(where: Where, into: AskedNode[]): void {
  if ('items' in where) for (const item of where.items) collect(item, into);
  else if (isAsked(where)) into.push(where);
}

/** True when nothing waits for other objects. Takes one step for each part of the condition. */
export function isPlain(where: Where): where is Condition {
  return 'items' in where ? where.items.every(isPlain) : !isAsked(where);
}

/** The condition with an answer in the place of each part that waits for other objects, in normal form. */
export function replaceAsked(where: Where, answer: (node: AskedNode) => Condition): Condition {
  if (isPlain(where)) return where;
  if (isAsked(where)) return answer(where);
  return regroup(
    where.kind,
    where.items.map((item) => replaceAsked(item, answer)),
  );
}

const ASKED: ReadonlySet<Where['kind']> = new Set<AskedNode['kind']>(['inQuery', 'notInQuery', 'select', 'dontSelect', 'relatedTo']);

function isAsked(where: Where): where is AskedNode {
  return ASKED.has(where.kind);
}
