import { ParseError } from '@parlance/errors';
import { FIELD_TYPES, isObject, shown, type FieldType } from '@parlance/values';
import { CONDITIONS_MAX, OPERANDS_MAX, QUOTED_LENGTH_MAX } from '../limits.ts';
import { expression } from './expression.ts';
import { geoOperand } from './geo-operand.ts';
import type { PipelineReading } from './reading.ts';
import { madeBy, pathIn, typeIn, type Scope } from './scope.ts';
import { isTyped, storedValue } from './typed-value.ts';

type Filter = Record<string, unknown>;

/**
 * A `$match` in MongoDB's words. It takes MongoDB's own query language without operators that run code or read elsewhere; every value
 * stands behind an operator.
 *
 * @throws InvalidQuery (102), InvalidFieldName (105)
 */
export function matchFilter(json: unknown, scope: Scope, reading: PipelineReading): Filter {
  if (!isObject(json)) throw wrongOperand('$match', 'an object');
  const entries = Object.entries(json);
  if (entries.length > CONDITIONS_MAX) throw new ParseError('InvalidQuery', `$match has at most ${CONDITIONS_MAX} constraints.`);
  const parts = entries.map(([key, value]): Filter =>
    key.startsWith('$') ? group(key, value, scope, reading) : onField(key, value, scope, reading),
  );
  if (parts.length === 0) return {};
  return parts.length === 1 ? (parts[0] as Filter) : { $and: parts };
}

function group(operator: string, json: unknown, scope: Scope, reading: PipelineReading): Filter {
  switch (operator) {
    case '$and':
    case '$or':
    case '$nor':
      if (!Array.isArray(json) || json.length === 0) throw wrongOperand(operator, 'an array of conditions');
      return { [operator]: json.map((item) => matchFilter(item, scope, reading)) };
    case '$expr':
      return { $expr: expression(json, scope, reading) };
    case '$text':
      if (scope.schema !== undefined) reading.searched.add(scope.schema);
      return { $text: textSearch(json) };
    case '$comment':
      if (typeof json !== 'string') throw wrongOperand(operator, 'a string');
      return { $comment: json };
    case '$sampleRate':
      if (typeof json !== 'number') throw wrongOperand(operator, 'a number');
      return { $sampleRate: json };
    default:
      throw unserved(operator);
  }
}

const TEXT_MEMBERS: ReadonlyMap<string, 'string' | 'boolean'> = new Map([
  ['$search', 'string'],
  ['$language', 'string'],
  ['$caseSensitive', 'boolean'],
  ['$diacriticSensitive', 'boolean'],
]);

function textSearch(json: unknown): unknown {
  if (!isObject(json)) throw wrongOperand('$text', 'an object with $search');
  for (const [key, value] of Object.entries(json)) {
    if (TEXT_MEMBERS.get(key) !== typeof value) throw wrongOperand('$text', 'an object with $search');
  }
  return json;
}

function onField(name: string, json: unknown, scope: Scope, reading: PipelineReading): Filter {
  const path = pathIn(scope, name);
  const type = operandType(name, path, scope);
  return { [path]: fieldFilter(json, type, scope, reading) };
}

/** `_id` of a group holds pointers where objects were grouped by a pointer field. */
function operandType(name: string, path: string, scope: Scope): FieldType | undefined {
  if (path === '_id' && scope.idTarget !== undefined) return { type: 'Pointer', targetClass: scope.idTarget };
  return path === '_created_at' || path === '_updated_at' ? FIELD_TYPES.Date : typeIn(scope, name);
}

function fieldFilter(json: unknown, type: FieldType | undefined, scope: Scope, reading: PipelineReading): Filter {
  if (!isOperators(json)) return { $eq: storedValue(json, type) };
  const filter: Filter = {};
  for (const [operator, operand] of Object.entries(json)) filter[operator] = constraint(operator, operand, type, scope, reading);
  return filter;
}

function isOperators(json: unknown): json is Record<string, unknown> {
  return isObject(json) && !isTyped(json) && Object.keys(json).some((key) => key.startsWith('$'));
}

function constraint(operator: string, json: unknown, type: FieldType | undefined, scope: Scope, reading: PipelineReading): unknown {
  switch (operator) {
    case '$eq':
    case '$ne':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return storedValue(json, type);
    case '$in':
    case '$nin':
      return list(operator, json).map((item) => storedValue(item, type));
    case '$all':
      return list(operator, json).map((item) => (isOperators(item) ? fieldFilter(item, type, scope, reading) : storedValue(item, type)));
    case '$not':
      if (!isOperators(json)) throw wrongOperand(operator, 'an object with operators');
      return fieldFilter(json, type, scope, reading);
    case '$elemMatch':
      return isOperators(json) ? fieldFilter(json, type, scope, reading) : matchFilter(json, { ...madeBy(scope), rawNames: true }, reading);
    case '$geoWithin':
    case '$geoIntersects':
      return geoOperand(operator, json);
    default:
      return plainOperand(operator, json);
  }
}

/** Operators that take numbers and strings alone, each with the values it takes. */
const PLAIN: ReadonlyMap<string, (json: unknown) => boolean> = new Map([
  ['$exists', (json) => typeof json === 'boolean' || typeof json === 'number'],
  ['$size', isNumber],
  ['$type', (json) => (Array.isArray(json) ? json.every(isNumberOrText) : isNumberOrText(json))],
  ['$mod', (json) => Array.isArray(json) && json.length === 2 && json.every(isNumber)],
  ['$regex', (json) => typeof json === 'string' && json.length <= QUOTED_LENGTH_MAX && !json.includes('\0')],
  ['$options', (json) => typeof json === 'string' && /^[imsxu]{0,5}$/.test(json)],
  ...['$bitsAllClear', '$bitsAllSet', '$bitsAnyClear', '$bitsAnySet'].map((operator) => [operator, isBits] as const),
]);

function plainOperand(operator: string, json: unknown): unknown {
  const fits = PLAIN.get(operator);
  if (fits === undefined) throw unserved(operator);
  if (!fits(json)) throw new ParseError('InvalidQuery', `${operator} does not take this value.`);
  return json;
}

function list(operator: string, json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw wrongOperand(operator, 'an array');
  if (json.length > OPERANDS_MAX) throw new ParseError('InvalidQuery', `${operator} holds at most ${OPERANDS_MAX} values.`);
  return json;
}

function isNumber(json: unknown): boolean {
  return typeof json === 'number';
}

function isNumberOrText(json: unknown): boolean {
  return typeof json === 'number' || typeof json === 'string';
}

function isBits(json: unknown): boolean {
  return Array.isArray(json) ? json.every(isNumber) : isNumber(json);
}

function wrongOperand(operator: string, expected: string): ParseError {
  return new ParseError('InvalidQuery', `${operator} needs ${expected}.`);
}

function unserved(operator: string): ParseError {
  return new ParseError('InvalidQuery', `${shown(operator)} is not served in $match.`);
}
