import { ParseError } from '@parlance/errors';
import { isObject, shown } from '@parlance/values';
import type { AskedCondition, Condition, FieldPath, OrderTerm } from '../ast.ts';
import { text } from '../build-asked.ts';
import { SEARCH_LENGTH_MAX } from '../limits.ts';
import type { Budget } from './budget.ts';
import { TEXT_SCORE } from './field-path.ts';

const LANGUAGE = /^[A-Za-z-]{2,32}$/;
const MEMBERS: ReadonlySet<string> = new Set(['$term', '$language', '$caseSensitive', '$diacriticSensitive']);

/**
 * `{"$search":{"$term":"coffee","$language":"en","$caseSensitive":false,"$diacriticSensitive":false}}`
 *
 * @throws InvalidQuery (102) another shape, a branch, or a second search in the query
 */
export function parseTextSearch(field: FieldPath, json: unknown, budget: Budget): Condition {
  budget.claimSearch('$text');
  const search = isObject(json) ? json['$search'] : undefined;
  if (!isObject(search) || Object.keys(json as object).length > 1) throw malformed(field, 'needs a $search with a $term');
  for (const member of Object.keys(search)) if (!MEMBERS.has(member)) throw malformed(field, `does not know ${shown(member)}`);
  const { $term: term, $language: language, $caseSensitive, $diacriticSensitive } = search;
  if (typeof term !== 'string') throw malformed(field, 'needs a string as its $term');
  if (term.length > SEARCH_LENGTH_MAX) throw malformed(field, `has at most ${SEARCH_LENGTH_MAX} characters`);
  if (!term.isWellFormed() || term.includes('\0')) throw malformed(field, 'needs valid Unicode without NUL');
  if (language !== undefined && (typeof language !== 'string' || !LANGUAGE.test(language)))
    throw malformed(field, 'needs a known $language');
  const caseSensitive = flagOf(field, '$caseSensitive', $caseSensitive);
  const diacriticSensitive = flagOf(field, '$diacriticSensitive', $diacriticSensitive);
  return text(field, term, { language, caseSensitive, diacriticSensitive });
}

/** @throws InvalidQuery (102) when a score is asked for that nothing in `where` gives */
export function assertScored(condition: AskedCondition, order: readonly OrderTerm[], keys: readonly FieldPath[] | undefined): void {
  const isAsked = order.some(({ field }) => field === TEXT_SCORE) || keys?.includes(TEXT_SCORE) === true;
  if (isAsked && !isSearch(condition)) throw new ParseError('InvalidQuery', `${TEXT_SCORE} needs a $text beside it.`);
}

/** A search stands beside all other constraints, or is the only one. */
function isSearch(condition: AskedCondition): boolean {
  return condition.kind === 'and' ? condition.items.some(({ kind }) => kind === 'text') : condition.kind === 'text';
}

function flagOf(field: FieldPath, name: string, json: unknown): boolean {
  if (json === undefined || typeof json === 'boolean') return json === true;
  throw malformed(field, `needs true or false as ${name}`);
}

function malformed(field: FieldPath, what: string): ParseError {
  return new ParseError('InvalidQuery', `$text on ${shown(field)} ${what}.`);
}
