import { PLATFORM_CLASSES } from '@parlance/platform-classes';
import { fieldOf } from './field-path.ts';
import { POINTER_PREFIX } from './pointer.ts';
import type { ClassSchema } from './schema.ts';

/** Where databases of old keep updatedAt. It is read where `_updated_at` is missing, and goes when that is written. */
export const OLD_UPDATED_AT = 'updatedAt';

/** Fields that documents of every class hold under another name. */
const STORED_NAMES: ReadonlyMap<string, string> = new Map([
  ['objectId', '_id'],
  ['createdAt', '_created_at'],
  ['updatedAt', '_updated_at'],
]);

/** The same for fields of single classes of the platform. */
const STORED_NAMES_OF_CLASSES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  PLATFORM_CLASSES.map(({ name, storedNames = {} }) => [name, new Map(Object.entries(storedNames))]),
);

/** Prefixes of fields whose members are stored each on its own, by class. */
const SPREAD_FIELDS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  PLATFORM_CLASSES.map(({ name, spreadFields = {} }) => [
    name,
    new Map(Object.entries(spreadFields).map(([field, { prefix }]) => [field, prefix])),
  ]),
);

/**
 * Where documents hold a field, or a dotted path into one, in the words of a filter, sort, projection or update:
 * createdAt → `_created_at`, pointer `owner` → `_p_owner`, `stats.wins` → `stats.wins`, `authData.google.id` →
 * `_auth_data_google.id`. ACL is not one member and has no path here.
 */
export function storedPath(path: string, schema: ClassSchema): string {
  const field = fieldOf(path);
  if (field.length === path.length) return storedName(field, schema);
  const prefix = SPREAD_FIELDS.get(schema.className)?.get(field);
  return prefix === undefined ? storedName(field, schema) + path.slice(field.length) : prefix + path.slice(field.length + 1);
}

/** The same for a field, without looking for a path in its name. */
export function storedName(field: string, schema: ClassSchema): string {
  const renamed = STORED_NAMES.get(field) ?? STORED_NAMES_OF_CLASSES.get(schema.className)?.get(field);
  if (renamed !== undefined) return renamed;
  return schema.fields.get(field)?.type === 'Pointer' ? POINTER_PREFIX + field : field;
}

/** The inverse of storedPath, for paths that the database tells of: one that no field has comes back as it is. */
export function clientPath(path: string, { className, fields }: ClassSchema): string {
  const member = fieldOf(path);
  const rest = path.slice(member.length);
  for (const names of [STORED_NAMES, STORED_NAMES_OF_CLASSES.get(className) ?? []]) {
    for (const [field, stored] of names) if (stored === member) return field + rest;
  }
  for (const [field, prefix] of SPREAD_FIELDS.get(className) ?? []) {
    if (member.startsWith(prefix)) return `${field}.${member.slice(prefix.length)}${rest}`;
  }
  const pointer = member.startsWith(POINTER_PREFIX) ? member.slice(POINTER_PREFIX.length) : undefined;
  return pointer !== undefined && fields.get(pointer)?.type === 'Pointer' ? pointer + rest : path;
}
