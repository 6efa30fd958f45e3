import { fieldOf, type ClassSchema } from '@parlance/values';
import type { FieldPath } from '../ast.ts';
import type { Selection } from '../find-query.ts';

/**
 * A selection as it applies to objects of the class. With `includeAll` the fields that can hold pointers are shown beside the `keys`. A
 * key that is excluded is no key, and a field that a key leads into is not excluded.
 *
 * @returns the same one when nothing of it depends on the class
 */
export function selectionIn<Asked extends Selection>(asked: Asked, schema: ClassSchema): Asked {
  const { keys, excludeKeys, includeAll } = asked;
  if (keys === undefined || (!includeAll && excludeKeys === undefined)) return asked;
  const shown = new Set(keys);
  if (includeAll) for (const field of pointingFields(schema)) shown.add(field);
  for (const key of excludeKeys ?? []) shown.delete(key);
  const fields = new Set(Array.from(shown, fieldOf));
  return { ...asked, keys: [...shown], excludeKeys: excludeKeys?.filter((key) => !fields.has(key)) };
}

function pointingFields(schema: ClassSchema): readonly string[] {
  return [...schema.fields].filter(([, { type }]) => type === 'Pointer' || type === 'Array').map(([field]) => field);
}

/** The paths to expand in objects of the class: as asked, and for "all" every field that can hold pointers. */
export function includedPaths(
  { include, includeAll }: Pick<Selection, 'include' | 'includeAll'>,
  schema: ClassSchema,
): readonly FieldPath[] {
  if (!includeAll) return include;
  return [...new Set([...include, ...pointingFields(schema)])];
}
