import { ParseError } from '@parlance/errors';
import { shown } from '@parlance/values';
import type { FieldPath } from '../ast.ts';
import type { Selection } from '../find-query.ts';
import { INCLUDE_DEPTH_MAX, INCLUDE_PATHS_MAX, KEYS_MAX, type QueryLimits } from '../limits.ts';
import { parseFieldPath, parseKeyPath } from './field-path.ts';
import { assertCount, isUnset, parseFlag, parseNames, type Parameters } from './parameters.ts';

/** The sign for all fields in `include`. */
const ALL_FIELDS = '*';

/** @throws InvalidQuery (102) too many, too deep; InvalidFieldName (105) */
export function parseSelection(parameters: Parameters, limits: QueryLimits): Selection {
  const keys = parsePaths('keys', parameters['keys'], limits, parseKeyPath);
  const excludeKeys = parsePaths('excludeKeys', parameters['excludeKeys'], limits, parseFieldPath);
  const include = parseNames('include', parameters['include']);
  return {
    // No keys is another thing than keys that name nothing, which leave the fields that every answer has.
    keys: isUnset(parameters['keys']) ? undefined : keys,
    excludeKeys: excludeKeys.length === 0 ? undefined : excludeKeys,
    include: parseInclude(include, [...keys, ...excludeKeys], limits),
    includeAll: include.includes(ALL_FIELDS) || parseFlag('includeAll', parameters['includeAll']),
  };
}

function parsePaths(name: string, value: unknown, limits: QueryLimits, parsePath: typeof parseFieldPath): readonly FieldPath[] {
  const names = parseNames(name, value);
  if (names.length === 0) return names;
  assertCount(name, names.length, KEYS_MAX);
  return names.map((path) => parsePath(path, limits));
}

/** `keys=team.city` shows a field of the team, and so includes it; so does `excludeKeys=team.city`, which shows the others. */
function parseInclude(names: readonly string[], keys: readonly FieldPath[], limits: QueryLimits): readonly FieldPath[] {
  const paths = new Set<FieldPath>();
  for (const name of names) if (name !== ALL_FIELDS) paths.add(parseFieldPath(name, limits));
  for (const key of keys) {
    const dot = key.lastIndexOf('.');
    if (dot !== -1) paths.add(key.slice(0, dot));
  }
  assertCount('include', paths.size, INCLUDE_PATHS_MAX);
  for (const path of paths) assertIncludeDepth(path);
  return [...paths];
}

function assertIncludeDepth(path: FieldPath): void {
  let depth = 1;
  for (let at = 0; at < path.length; at++) if (path.charAt(at) === '.') depth++;
  if (depth > INCLUDE_DEPTH_MAX) throw new ParseError('InvalidQuery', `include ${shown(path)} is deeper than ${INCLUDE_DEPTH_MAX} levels.`);
}
