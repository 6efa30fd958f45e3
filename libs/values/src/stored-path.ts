import { fieldOf } from './field-path.ts';
import { POINTER_PREFIX } from './pointer.ts';
import type { ClassSchema } from './schema.ts';

/** Fields that documents of every class hold under another name. */
const STORED_NAMES: ReadonlyMap<string, string> = new Map([
  ['objectId', '_id'],
  ['createdAt', '_created_at'],
  ['updatedAt', '_updated_at'],
]);

/** The same for fields of single classes. */
const STORED_NAMES_OF_CLASSES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['_Session', new Map([['sessionToken', '_session_token']])],
  ['_User', new Map([['sessionToken', '_session_token']])],
  [
    '_Audience',
    new Map([
      ['lastUsed', '_last_used'],
      ['timesUsed', 'times_used'],
    ]),
  ],
]);

/** Prefix of the members of a user that hold the data of each auth provider: `_auth_data_google`. */
export const AUTH_DATA_PREFIX = '_auth_data_';

/**
 * Where documents hold a field, or a dotted path into one, in the words of a filter, sort, projection or update:
 * createdAt → `_created_at`, pointer `owner` → `_p_owner`, `stats.wins` → `stats.wins`, `authData.google.id` →
 * `_auth_data_google.id`. ACL is not one member and has no path here.
 */
export function storedPath(path: string, schema: ClassSchema): string {
  const field = fieldOf(path);
  if (field === 'authData' && schema.className === '_User' && path !== field) {
    return AUTH_DATA_PREFIX + path.slice('authData.'.length);
  }
  const name = storedName(field, schema);
  return field.length === path.length ? name : name + path.slice(field.length);
}

/** The same for a field, without looking for a path in its name. */
export function storedName(field: string, schema: ClassSchema): string {
  const renamed = STORED_NAMES.get(field) ?? STORED_NAMES_OF_CLASSES.get(schema.className)?.get(field);
  if (renamed !== undefined) return renamed;
  return schema.fields.get(field)?.type === 'Pointer' ? POINTER_PREFIX + field : field;
}
