import { fieldOf } from '@parlance/values';
import type { Condition } from './ast.ts';

/** The top-level fields a condition asks for, anywhere in it: what protected fields are compared with. */
export function fieldsOf(condition: Condition): ReadonlySet<string> {
  const fields = new Set<string>();
  collect(condition, fields);
  return fields;
}

function collect(condition: Condition, into: Set<string>): void {
  if ('items' in condition) for (const item of condition.items) collect(item, into);
  else into.add(fieldOf(condition.field));
}
