import { fieldOf, storedName, type ClassSchema } from '@parlance/values';
import type { FieldPath } from '../ast.ts';
import type { Selection } from '../find-query.ts';
import { TEXT_SCORE } from '../parse/field-path.ts';
import { SCORE, TEXT_SCORE_META, type TextScore } from './sort.ts';

/** Members of documents to read, or those to leave out. */
export type MongoProjection = Record<string, 0 | 1 | TextScore>;

/** Stored members of the fields that every answer shows; the plain names are those of old data. */
const ALWAYS: readonly string[] = ['_id', '_created_at', '_updated_at', 'createdAt', 'updatedAt', '_rperm', '_wperm'];
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

/**
 * The members to read of each document, or undefined for all of it. A dotted key reads its whole field; a dotted key to exclude speaks of
 * included objects and excludes nothing here.
 */
export function compileProjection(
  { keys, excludeKeys }: Pick<Selection, 'keys' | 'excludeKeys'>,
  schema: ClassSchema,
): MongoProjection | undefined {
  if (keys === undefined) return excludeKeys === undefined ? undefined : exclusion(excludeKeys, schema);
  const excluded = new Set(excludeKeys);
  const projection: MongoProjection = {};
  for (const member of ALWAYS) projection[member] = 1;
  for (const key of keys) {
    if (key === TEXT_SCORE) {
      projection[SCORE] = TEXT_SCORE_META;
      continue;
    }
    const field = fieldOf(key);
    if (!ALWAYS_SHOWN.has(field) && !excluded.has(field)) projection[storedName(field, schema)] = 1;
  }
  return projection;
}

function exclusion(excludeKeys: readonly FieldPath[], schema: ClassSchema): MongoProjection | undefined {
  const projection: MongoProjection = {};
  let some = false;
  for (const key of excludeKeys) {
    if (key.includes('.') || ALWAYS_SHOWN.has(key) || key.startsWith('_')) continue;
    projection[storedName(key, schema)] = 0;
    some = true;
  }
  return some ? projection : undefined;
}
