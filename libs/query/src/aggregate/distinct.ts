import { fieldOf, type ClassSchema, type FieldType } from '@parlance/values';
import type { FieldPath } from '../ast.ts';
import { columnOf } from '../compile/column.ts';
import type { MongoStage } from './aggregate-query.ts';
import { pathIn, scopeOf, typeIn } from './scope.ts';

/** A field whose values are asked for, as documents hold it. */
export interface CompiledDistinct {
  readonly path: string;
  /** Of the field itself; undefined for a path into a field. */
  readonly type: FieldType | undefined;
  /** Lists are values of their own, as points are stored as lists; otherwise each of their elements is one. */
  readonly wholeLists: boolean;
  /** The same as a pipeline, each document of the answer with the value as its `_id`. Null is no value. */
  readonly stages: readonly MongoStage[];
}

/** Whether the caller may name a field or not is asked apart, as of any query. */
const CALLER = { rawNames: false, credentials: true } as const;

/**
 * @param key checked path of a field
 * @returns undefined for a path that no document holds: a field the class does not have, a relation, a path through a pointer
 * @throws InvalidFieldName (105) a field that is hidden from everybody
 */
export function compileDistinct(key: FieldPath, schema: ClassSchema): CompiledDistinct | undefined {
  const path = pathIn(scopeOf(schema, CALLER), key);
  if (!schema.fields.has(fieldOf(key)) || columnOf(key, schema) === undefined || path === 'ACL') return undefined;
  const type = typeIn(scopeOf(schema, CALLER), key);
  const wholeLists = type?.type === 'GeoPoint';
  const value = `$${path}`;
  const unwound: readonly MongoStage[] = wholeLists ? [] : prefixesOf(path).map((prefix) => ({ $unwind: `$${prefix}` }));
  return { path, type, wholeLists, stages: [...unwound, { $group: { _id: value } }, { $match: { _id: { $ne: null } } }] };
}

/** `a`, `a.b`, `a.b.c`: each may be a list of dictionaries with the next segment. */
function prefixesOf(path: string): readonly string[] {
  const segments = path.split('.');
  return segments.map((_, at) => segments.slice(0, at + 1).join('.'));
}
