import type { ClassSchema } from '@parlance/values';
import type { FieldPath } from '../ast.ts';
import type { Selection } from '../find-query.ts';

/** The paths to expand in objects of the class: as asked, and for "all" every field that can hold pointers. */
export function includedPaths(
  { include, includeAll }: Pick<Selection, 'include' | 'includeAll'>,
  schema: ClassSchema,
): readonly FieldPath[] {
  if (!includeAll) return include;
  const paths = new Set(include);
  for (const [field, { type }] of schema.fields) if (type === 'Pointer' || type === 'Array') paths.add(field);
  return [...paths];
}
