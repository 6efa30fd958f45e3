import type { FieldPath } from '../ast.ts';
import type { QueryLimits } from '../limits.ts';
import { parseFieldPath } from './field-path.ts';
import { wrong } from './parameters.ts';

/** The relation whose class is meant instead of the one that is named. @throws InvalidQuery (102), InvalidFieldName (105) */
export function parseRedirect(value: unknown, limits: QueryLimits): FieldPath | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrong('redirectClassNameForKey', 'the name of a field');
  return parseFieldPath(value, limits);
}
