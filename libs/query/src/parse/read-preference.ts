import { ParseError } from '@parlance/errors';
import type { ReadPreference, ReadPreferences } from '../find-query.ts';
import type { Parameters } from './parameters.ts';

const PREFERENCES: ReadonlyMap<string, ReadPreference> = new Map([
  ['PRIMARY', 'primary'],
  ['PRIMARY_PREFERRED', 'primaryPreferred'],
  ['SECONDARY', 'secondary'],
  ['SECONDARY_PREFERRED', 'secondaryPreferred'],
  ['NEAREST', 'nearest'],
]);

/** @throws InvalidQuery (102) */
export function parseReadPreferences(parameters: Parameters): ReadPreferences {
  return {
    readPreference: parsePreference(parameters['readPreference']),
    includeReadPreference: parsePreference(parameters['includeReadPreference']),
    subqueryReadPreference: parsePreference(parameters['subqueryReadPreference']),
  };
}

/** In any case; null, which the JS SDK sends, is no preference. */
function parsePreference(value: unknown): ReadPreference | undefined {
  if (value === undefined || value === null || value === 'null') return undefined;
  const preference = typeof value === 'string' ? PREFERENCES.get(value.toUpperCase()) : undefined;
  if (preference === undefined) throw new ParseError('InvalidQuery', 'Not supported read preference.');
  return preference;
}
