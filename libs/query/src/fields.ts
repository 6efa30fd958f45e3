import { fieldOf } from '@parlance/values';
import type { AskedCondition, FieldPath } from './ast.ts';

/**
 * The top-level fields of its own class that a condition asks for, anywhere in it: protected fields are compared with them. Its questions
 * of other classes is compared when those are read.
 */
export function fieldsOf(condition: AskedCondition): ReadonlySet<string> {
  return new Set(Array.from(pathsOf(condition), fieldOf));
}

/** The same with the paths into these fields, as they are asked for. */
export function pathsOf(condition: AskedCondition): ReadonlySet<FieldPath> {
  const paths = new Set<FieldPath>();
  collect(condition, paths);
  return paths;
}

function collect(condition: AskedCondition, into: Set<string>): void {
  if ('items' in condition) for (const item of condition.items) collect(item, into);
  else if ('field' in condition) into.add(condition.field);
}
