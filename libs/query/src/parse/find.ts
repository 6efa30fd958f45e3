import type { FindQuery } from '../find-query.ts';
import { QUERY_LIMITS, type QueryLimits } from '../limits.ts';
import { parseComment, parseExplain, parseHint } from './advice.ts';
import { parseAfter } from '../page/parse-after.ts';
import { parseLimit, parseSkip } from './numbers.ts';
import { parseOrder } from './order.ts';
import { assertKnown, parseFlag, type Parameters } from './parameters.ts';
import { parseReadPreferences } from './read-preference.ts';
import { parseRedirect } from './redirect.ts';
import { parseSelection } from './selection.ts';
import { assertScored } from './text-search.ts';
import { parseWhere } from './where.ts';

const FIND_PARAMETERS: ReadonlySet<string> = new Set([
  'where',
  'order',
  'limit',
  'skip',
  'after',
  'count',
  'keys',
  'excludeKeys',
  'include',
  'includeAll',
  'redirectClassNameForKey',
  'readPreference',
  'includeReadPreference',
  'subqueryReadPreference',
  'hint',
  'explain',
  'comment',
]);

/**
 * The parameters of `GET /classes/<Class>`: strings from a query string, JSON values from a body.
 *
 * @throws InvalidQuery (102) unknown or malformed parameter; InvalidLimit (117); InvalidSkip (118); and the errors of parseWhere
 *
 * Source: docs/contract/20-rest-protocol.md section 5.1.
 */
export function parseFind(parameters: Parameters, limits: QueryLimits = QUERY_LIMITS): FindQuery {
  assertKnown(parameters, FIND_PARAMETERS, (name) => `Invalid parameter for query: ${name}`);
  const matched = {
    condition: parseWhere(parameters['where'], limits),
    order: parseOrder(parameters['order'], limits),
    limit: parseLimit(parameters['limit'], limits),
    skip: parseSkip(parameters['skip']),
  };
  const selection = parseSelection(parameters, limits);
  assertScored(matched.condition, matched.order, selection.keys);
  return {
    ...matched,
    after: parseAfter(parameters['after'], parameters['where'], matched),
    count: parseFlag('count', parameters['count']),
    ...selection,
    redirectClassNameForKey: parseRedirect(parameters['redirectClassNameForKey'], limits),
    ...parseReadPreferences(parameters),
    hint: parseHint(parameters['hint']),
    explain: parseExplain(parameters['explain']),
    comment: parseComment(parameters['comment']),
  };
}
