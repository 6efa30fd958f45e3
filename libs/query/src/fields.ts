import { fieldOf } from '@parlance/values';
import type { Where } from './ast.ts';

/**
 * The top-level fields of its own class that a condition asks for, anywhere in it: what protected fields are compared with. What it asks
 * of other classes is compared when those are read.
 */
export function fieldsOf(where: Where): ReadonlySet<string> {
  const fields = new Set<string>();
  collect(where, fields);
  return fields;
}

function collect(where: Where, into: Set<string>): void {
  if ('items' in where) for (const item of where.items) collect(item, into);
  else if ('field' in where) into.add(fieldOf(where.field));
}
