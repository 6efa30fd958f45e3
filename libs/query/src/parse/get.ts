import type { GetQuery } from '../find-query.ts';
import { QUERY_LIMITS, type QueryLimits } from '../limits.ts';
import { EVERYTHING } from '../build.ts';
import { assertKnown, type Parameters } from './parameters.ts';
import { parseReadPreferences } from './read-preference.ts';
import { parseSelection } from './selection.ts';
import { assertScored } from './text-search.ts';

const GET_PARAMETERS: ReadonlySet<string> = new Set([
  'keys',
  'excludeKeys',
  'include',
  'readPreference',
  'includeReadPreference',
  'subqueryReadPreference',
]);

/** The parameters of `GET /classes/<Class>/<id>`. @throws InvalidQuery (102), InvalidFieldName (105) */
export function parseGetOptions(parameters: Parameters, limits: QueryLimits = QUERY_LIMITS): GetQuery {
  assertKnown(parameters, GET_PARAMETERS, () => 'Improper encode of parameter');
  const selection = parseSelection(parameters, limits);
  assertScored(EVERYTHING, [], selection.keys);
  return { ...selection, ...parseReadPreferences(parameters) };
}
