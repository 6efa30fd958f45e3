import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import type { ExplainVerbosity, Hint } from '../find-query.ts';
import { HINT_FIELDS_MAX, NOTE_LENGTH_MAX } from '../limits.ts';
import { jsonOr, wrong } from './parameters.ts';

/** Parameters that speak about how the database works, not about the results. */

const VERBOSITIES: ReadonlySet<unknown> = new Set<ExplainVerbosity>([
  'queryPlanner',
  'queryPlannerExtended',
  'executionStats',
  'allPlansExecution',
]);
const DIRECTIONS: ReadonlySet<unknown> = new Set([1, -1, 'text', '2d', '2dsphere', 'hashed']);

/** True asks for everything, as in the drivers. @throws InvalidQuery (102) */
export function parseExplain(value: unknown): ExplainVerbosity | undefined {
  if (!asksToExplain(value)) return undefined;
  if (value === true || value === 'true') return 'allPlansExecution';
  if (VERBOSITIES.has(value)) return value as ExplainVerbosity;
  throw new ParseError('InvalidQuery', `Invalid value for explain: it is true, false, or one of ${[...VERBOSITIES].join(', ')}.`);
}

/** True where a plan is asked for, whether or not the value is a right one. */
export function asksToExplain(value: unknown): boolean {
  return Boolean(value) && !NO_PLAN.has(value);
}

/** In a query string. */
const NO_PLAN: ReadonlySet<unknown> = new Set(['false', 'null', '0']);

/** @throws InvalidQuery (102) */
export function parseHint(value: unknown): Hint | undefined {
  if (value === undefined || value === null) return undefined;
  const hint = typeof value === 'string' && value.startsWith('{') ? jsonOr(value, value) : value;
  if (typeof hint === 'string' && isNote(hint) && hint !== '') return hint;
  if (isObject(hint) && isIndexKey(hint)) return hint;
  throw wrong('hint', 'the name of an index or its fields');
}

function isIndexKey(hint: Readonly<Record<string, unknown>>): hint is Exclude<Hint, string> {
  const fields = Object.keys(hint);
  return (
    fields.length > 0 &&
    fields.length <= HINT_FIELDS_MAX &&
    fields.every((field) => INDEX_FIELD.test(field) && field !== '__proto__' && DIRECTIONS.has(hint[field]))
  );
}

const INDEX_FIELD = /^[A-Za-z_][A-Za-z0-9_.$]{0,255}$/;

/** @throws InvalidQuery (102) */
export function parseComment(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || !isNote(value)) throw wrong('comment', `a string of at most ${NOTE_LENGTH_MAX} characters`);
  return value;
}

function isNote(text: string): boolean {
  return text.length <= NOTE_LENGTH_MAX && text.isWellFormed() && !text.includes('\0');
}
