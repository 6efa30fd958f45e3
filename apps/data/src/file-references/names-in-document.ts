import type { StoredDocument } from '@parlance/values';

/** A stored name that nobody can guess: a string that looks like one is taken for one, whatever its field is. */
const STORED_NAME = /(?:^|\/)[0-9a-f]{32}_[^/]*$/;

/**
 * Adds the names of all files to which a document refers: typed values anywhere in it, and the bare names of File fields. Strings that
 * look like names count in every field: a file too many is kept rather than one too few.
 *
 * @param fileFields fields of which the schema says that they hold files
 */
export function addNamesIn(document: StoredDocument, fileFields: ReadonlySet<string>, names: Set<string>): void {
  for (const [field, value] of Object.entries(document)) {
    if (typeof value === 'string' && fileFields.has(field)) names.add(value);
    else addNames(value, names);
  }
}

function addNames(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    if (STORED_NAME.test(value)) names.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const { __type: type, name } = value as { readonly __type?: unknown; readonly name?: unknown };
  if (type === 'File' && typeof name === 'string') names.add(name);
  for (const member of Object.values(value)) addNames(member, names);
}
