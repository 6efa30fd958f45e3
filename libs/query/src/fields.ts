import { fieldOf } from '@parlance/values';
import type { FieldPath, Where } from './ast.ts';

/**
 * The top-level fields of its own class that a condition asks for, anywhere in it: what protected fields are compared with. What it asks
 * of other classes is compared when those are read.
 */
export function fieldsOf(where: Where): ReadonlySet<string> {
  return new Set(Array.from(pathsOf(where), fieldOf));
}

/** The same with the paths into these fields, as they are asked for. */
export function pathsOf(where: Where): ReadonlySet<FieldPath> {
  const paths = new Set<FieldPath>();
  collect(where, paths);
  return paths;
}

function collect(where: Where, into: Set<string>): void {
  if ('items' in where) for (const item of where.items) collect(item, into);
  else if ('field' in where) into.add(where.field);
}
