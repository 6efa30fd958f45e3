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
 * @throws InvalidJson (107) another shape; InvalidQuery (102) an unknown member, a branch, or a second search in the query
 */
export function parseTextSearch(field: FieldPath, json: unknown, budget: Budget): Condition {
  budget.claimSearch('$text');
  const search = isObject(json) ? json['$search'] : undefined;
  if (!isObject(search)) throw wrongShape('$search, should be object');
  if (Object.keys(json as object).length > 1) throw malformed(field, 'has nothing beside its $search');
  for (const member of Object.keys(search)) if (!MEMBERS.has(member)) throw malformed(field, `does not know ${shown(member)}`);
  const { $term: term, $language: language, $caseSensitive, $diacriticSensitive } = search;
  if (typeof term !== 'string' || term === '') throw wrongShape('$term, should be string');
  if (term.length > SEARCH_LENGTH_MAX) throw malformed(field, `has at most ${SEARCH_LENGTH_MAX} characters`);
  if (!term.isWellFormed() || term.includes('\0')) throw malformed(field, 'needs valid Unicode without NUL');
  if (language !== undefined && typeof language !== 'string') throw wrongShape('$language, should be string');
  if (language !== undefined && !LANGUAGE.test(language)) throw malformed(field, 'needs a known $language');
  const caseSensitive = flagOf('$caseSensitive', $caseSensitive);
  const diacriticSensitive = flagOf('$diacriticSensitive', $diacriticSensitive);
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

function flagOf(name: string, json: unknown): boolean {
  if (json === undefined || typeof json === 'boolean') return json === true;
  throw wrongShape(`${name}, should be boolean`);
}

function wrongShape(what: string): ParseError {
  return new ParseError('InvalidJson', `bad $text: ${what}`);
}

function malformed(field: FieldPath, what: string): ParseError {
  return new ParseError('InvalidQuery', `$text on ${shown(field)} ${what}.`);
}
