import { USER } from '@parlance/platform-classes';
import { restObject, type ClassSchema, type ReadOptions, type StoredDocument } from '@parlance/values';

/** Members that stand before the fields of a class in every line, and the one behind them. */
const FIRST = ['objectId', 'createdAt', 'updatedAt'] as const;
const LAST = 'ACL';
const PLACED: ReadonlySet<string> = new Set([...FIRST, LAST]);

/**
 * One line of an export: the object in REST JSON, its fields in the order of their names, so that two exports of the same objects are the same
 * bytes. Files are named without an address, which changes with the place they are read from. `_User` has its hash and its accounts where
 * credentials are asked for; nothing else that lets anybody in is ever in a line.
 */
export function printRow(document: StoredDocument, schema: ClassSchema, credentials: boolean, read: ReadOptions): string {
  const object: Record<string, unknown> = restObject(document, schema, { ...read, fileUrl: undefined, internal: false, credentials });
  const line: Record<string, unknown> = {};
  for (const name of FIRST) if (object[name] !== undefined) line[name] = object[name];
  for (const name of Object.keys(object).sort()) if (!PLACED.has(name)) line[name] = object[name];
  if (schema.className === USER && credentials && typeof document['_hashed_password'] === 'string') {
    line['bcryptPassword'] = document['_hashed_password'];
  }
  if (object[LAST] !== undefined) line[LAST] = object[LAST];
  return JSON.stringify(line);
}
