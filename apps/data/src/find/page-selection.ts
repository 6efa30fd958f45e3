import { revealingFields, type HidingSettings, type Identity } from '@parlance/acl';
import type { Page, Selection } from '@parlance/query';
import { fieldOf, type ClassSchema } from '@parlance/values';

/** Which fields are read, and which are shown. */
export type ReadFields = Pick<Selection, 'keys' | 'excludeKeys'>;

/**
 * The fields that are read in every case, shown or not: a page is continued by the values of its order, and the users that an object
 * points to decide which of its fields are shown.
 */
export function neededFields(
  identity: Identity,
  schema: ClassSchema,
  app: { readonly settings: HidingSettings },
  page?: Page,
): readonly string[] {
  const revealing = revealingFields(identity, schema, app.settings);
  return page === undefined ? revealing : [...page.fields, ...revealing];
}

/** The fields to read of an object. */
export function readFields({ keys, excludeKeys }: ReadFields, needed: readonly string[]): ReadFields {
  if (needed.length === 0) return { keys, excludeKeys };
  return {
    keys: keys === undefined ? undefined : [...keys, ...needed],
    excludeKeys: excludeKeys?.filter((key) => !needed.includes(fieldOf(key))),
  };
}

/** The fields that the answer leaves out: those it is asked to, and those read only because they are needed. */
export function unshownFields({ keys, excludeKeys }: ReadFields, needed: readonly string[]): readonly string[] | undefined {
  if (needed.length === 0 || keys === undefined) return excludeKeys;
  const shown = new Set(keys.map(fieldOf));
  return [...(excludeKeys ?? []), ...needed.filter((field) => !shown.has(field))];
}
