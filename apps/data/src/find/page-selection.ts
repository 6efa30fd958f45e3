import type { Page, Selection } from '@parlance/query';
import { fieldOf } from '@parlance/values';

/** Which fields the database is to read. */
export type ReadFields = Pick<Selection, 'keys' | 'excludeKeys'>;

/** A page is continued by the values of its order, which are read even if the answer does not show them. */
export function readFields({ keys, excludeKeys }: ReadFields, page: Page | undefined): ReadFields {
  if (page === undefined) return { keys, excludeKeys };
  return {
    keys: keys === undefined ? undefined : [...keys, ...page.fields],
    excludeKeys: excludeKeys?.filter((key) => !page.fields.includes(key)),
  };
}

/** The fields that the answer leaves out: those it is asked to, and those read for the page alone. */
export function unshownFields({ keys, excludeKeys }: ReadFields, page: Page | undefined): readonly string[] | undefined {
  if (page === undefined || keys === undefined) return excludeKeys;
  const shown = new Set(keys.map(fieldOf));
  return [...(excludeKeys ?? []), ...page.fields.filter((field) => !shown.has(field))];
}
