import { isObject } from '@parlance/values';

/**
 * A class as the schema API shows it, its names in the order of their letters: two apps with the same classes have the same bytes. The fields of an
 * index stay in their own order, which is a part of its meaning.
 */
export function schemaLine({ className, fields, classLevelPermissions, indexes, indexOptions }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    className,
    fields: sorted(fields, 1),
    classLevelPermissions: sorted(classLevelPermissions, Infinity),
    indexes: sorted(indexes, 1),
    indexOptions: sorted(indexOptions, 1),
  });
}

/** The members of an object in the order of their names, to a depth. */
export function sorted(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth === 0) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name], depth - 1)]));
}
