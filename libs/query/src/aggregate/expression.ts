import { ParseError } from '@parlance/errors';
import { isObject, shown } from '@parlance/values';
import { ACCUMULATOR_OPERATORS, EXPRESSION_OPERATORS, META_KEYWORDS, SYSTEM_VARIABLES } from './expression-operators.ts';
import type { PipelineReading } from './reading.ts';
import { outputName, pathIn, type Scope } from './scope.ts';
import { isTyped, storedValue } from './typed-value.ts';

/**
 * An expression in MongoDB's words: fields under their stored names, typed JSON as it is stored, operators of the list alone.
 *
 * @throws InvalidQuery (102) operator that is not served, malformed value; InvalidFieldName (105)
 */
export function expression(json: unknown, scope: Scope, reading: PipelineReading): unknown {
  if (typeof json === 'string') return json.startsWith('$') ? reference(json, scope, reading) : json;
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => expression(item, scope, reading));
  if (isTyped(json)) return storedValue(json, undefined);
  const operator = soleOperator(json as Readonly<Record<string, unknown>>);
  if (operator === undefined) return members(json as Readonly<Record<string, unknown>>, scope, reading);
  if (!EXPRESSION_OPERATORS.has(operator)) throw unservedOperator(operator);
  return { [operator]: operands(operator, (json as Record<string, unknown>)[operator], scope, reading) };
}

/** An accumulator of a group or a window, such as `{"$sum":"$score"}`. @throws as expression */
export function accumulator(
  json: unknown,
  operators: ReadonlySet<string>,
  scope: Scope,
  reading: PipelineReading,
): Record<string, unknown> {
  const operator = isObject(json) ? soleOperator(json) : undefined;
  if (operator === undefined) throw new ParseError('InvalidQuery', 'A field of a group needs an accumulator, such as $sum.');
  if (!operators.has(operator)) throw unservedOperator(operator);
  return { [operator]: operands(operator, (json as Record<string, unknown>)[operator], scope, reading) };
}

/** The operator of `{"$op":…}`; undefined for an object without one. @throws InvalidQuery (102) when something stands beside it */
export function soleOperator(json: Readonly<Record<string, unknown>>): string | undefined {
  const keys = Object.keys(json);
  const operator = keys.find((key) => key.startsWith('$'));
  if (operator !== undefined && keys.length > 1) throw new ParseError('InvalidQuery', `${shown(operator)} must stand alone in its object.`);
  return operator;
}

/** An index key or an order: names with 1, -1, or a score. @throws InvalidQuery (102), InvalidFieldName (105) */
export function sortKey(json: unknown, scope: Scope): Record<string, unknown> {
  if (!isObject(json) || Object.keys(json).length === 0) throw new ParseError('InvalidQuery', 'An order needs fields with 1 or -1.');
  const key: Record<string, unknown> = {};
  for (const [name, direction] of Object.entries(json)) {
    const isScore = isObject(direction) && Object.keys(direction).length === 1 && direction['$meta'] === 'textScore';
    if (direction !== 1 && direction !== -1 && !isScore) throw new ParseError('InvalidQuery', `The order of ${shown(name)} is 1 or -1.`);
    // A score is ordered by under a name of its own.
    key[isScore ? outputName(scope, name) : pathIn(scope, name)] = direction;
  }
  return key;
}

const SORTING: ReadonlySet<string> = new Set(['$top', '$topN', '$bottom', '$bottomN']);

function operands(operator: string, json: unknown, scope: Scope, reading: PipelineReading): unknown {
  if (operator === '$literal') return storedLiteral(json);
  if (operator === '$meta') {
    if (!META_KEYWORDS.has(json)) throw new ParseError('InvalidQuery', '$meta knows textScore, geoNearDistance and geoNearPoint.');
    return json;
  }
  // Without an input it reads from the whole document, by a name that may be computed.
  if (operator === '$getField') reading.readsWhole = true;
  if (SORTING.has(operator) && isObject(json)) {
    const { sortBy, ...others } = json;
    return { ...members(others, scope, reading), sortBy: sortKey(sortBy, scope) };
  }
  return isObject(json) && !isTyped(json) && soleOperator(json) === undefined
    ? members(json, scope, reading)
    : expression(json, scope, reading);
}

/** A dictionary of expressions; its keys are parameters of an operator, or names in a value. */
function members(json: Readonly<Record<string, unknown>>, scope: Scope, reading: PipelineReading): Record<string, unknown> {
  const translated: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json)) translated[key] = expression(value, scope, reading);
  return translated;
}

/** Data that MongoDB takes as it is, so that a `$` in it means nothing. */
function storedLiteral(json: unknown): unknown {
  return isTyped(json) ? storedValue(json, undefined) : json;
}

const VARIABLE = /^[a-z][A-Za-z0-9_]*$/;

/** `$field.path`, `$$variable.path`. */
function reference(text: string, scope: Scope, reading: PipelineReading): string {
  if (!text.startsWith('$$')) return `$${pathIn(scope, text.slice(1))}`;
  const dot = text.indexOf('.');
  const name = dot < 0 ? text.slice(2) : text.slice(2, dot);
  const path = dot < 0 ? undefined : text.slice(dot + 1);
  if (!SYSTEM_VARIABLES.has(name) && !VARIABLE.test(name)) {
    throw new ParseError('InvalidQuery', `There is no variable $$${shown(name)}.`);
  }
  const isDocument = name === 'ROOT' || name === 'CURRENT';
  if (path === undefined) {
    if (isDocument) reading.readsWhole = true;
    return text;
  }
  return `$$${name}.${isDocument ? pathIn(scope, path) : outputName({ ...scope, rawNames: true }, path)}`;
}

export function unservedOperator(operator: string): ParseError {
  const what = ACCUMULATOR_OPERATORS.has(operator) ? 'has no place here' : 'is not served in a pipeline';
  return new ParseError('InvalidQuery', `${shown(operator)} ${what}.`);
}
