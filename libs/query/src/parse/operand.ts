import { ParseError, type ErrorKind } from '@parlance/errors';
import {
  dateFromText,
  decodeValue,
  FORBIDDEN_KEYS,
  isObject,
  Relation,
  shown,
  type ParseValue,
  type UnknownObject,
} from '@parlance/values';
import type { FieldPath, Sortable } from '../ast.ts';
import { OPERANDS_MAX } from '../limits.ts';
import type { Budget } from './budget.ts';
import { badAtom, spelledAsJson } from './spelled.ts';

/** Fields whose values are dates while clients write and read them as strings. */
const SYSTEM_DATES: ReadonlySet<FieldPath> = new Set(['createdAt', 'updatedAt']);

/** A fault in a value is, in a query, a fault of the query. Other errors say more as they are. */
const QUERY_FAULTS: ReadonlySet<ErrorKind> = new Set(['IncorrectType', 'InvalidPointer', 'InvalidFileName', 'CommandUnavailable']);

/** Types of values that a field can be compared with. */
const TYPES: ReadonlySet<unknown> = new Set(['Date', 'Pointer', 'GeoPoint', 'File', 'Bytes', 'Polygon']);

/** True for an object that is no value of one of the types: a dictionary, an operation, a relation, something unheard of. */
export function unknownType(json: unknown): json is UnknownObject {
  return isObject(json) && !TYPES.has(json['__type']);
}

/**
 * One value, and no list or dictionary of them, to compare a field with.
 *
 * @throws InvalidJson (107) for those, and as parseOperand
 */
export function parseAtom(field: FieldPath, json: unknown, depth: number, budget: Budget): ParseValue {
  if (Array.isArray(json) || unknownType(json)) throw badAtom(spelledAsJson(json, depth, budget));
  return parseOperand(field, json, depth, budget);
}

/**
 * One value to compare a field with. No part of it can be taken for an operator: keys with `$` are refused at any depth.
 *
 * @param depth of `json` in the `where`
 * @throws InvalidQuery (102) malformed typed value, relation, number out of range, key with `$` or `.`; InvalidFieldName (105)
 *   forbidden key; InvalidJson (107) too deep, or a string that is not Unicode
 */
export function parseOperand(field: FieldPath, json: unknown, depth: number, budget: Budget): ParseValue {
  checkJson(json, depth, budget);
  if (typeof json === 'string') return SYSTEM_DATES.has(field) ? systemDate(field, json) : json;
  if (typeof json !== 'object' || json === null) return json as ParseValue;
  const value = decoded(json, budget);
  if (value instanceof Relation) throw new ParseError('InvalidQuery', `A relation cannot be compared with ${shown(field)}.`);
  return value;
}

function decoded(json: object, budget: Budget): ParseValue {
  try {
    return decodeValue(json, { classicLimits: budget.limits.classicLimits });
  } catch (error) {
    if (!(error instanceof ParseError) || !QUERY_FAULTS.has(error.kind)) throw error;
    throw new ParseError('InvalidQuery', error.message, { cause: error });
  }
}

function systemDate(field: FieldPath, text: string): Date {
  const date = dateFromText(text);
  if (date === undefined) throw new ParseError('InvalidQuery', `${field} is compared with dates, not with ${shown(text)}.`);
  return date;
}

/** @throws InvalidQuery (102) beside the errors of parseAtom: the operand has no order */
export function parseSortable(operator: string, field: FieldPath, json: unknown, depth: number, budget: Budget): Sortable {
  const operand = parseAtom(field, json, depth, budget);
  if (typeof operand === 'number' || typeof operand === 'string' || operand instanceof Date) return operand;
  throw new ParseError('InvalidQuery', `${operator} on ${shown(field)} needs a number, a string or a date.`);
}

/** @throws InvalidQuery (102) too long, or with lists in it; InvalidJson (107) no list; and as parseOperand */
export function parseOperands(operator: string, field: FieldPath, json: unknown, depth: number, budget: Budget): readonly ParseValue[] {
  return assertList(operator, field, json, depth, budget).map((item) => {
    if (Array.isArray(item)) {
      if (operator === '$containedBy') throw badAtom(spelledAsJson(item, depth + 1, budget));
      throw new ParseError('InvalidQuery', `${operator} on ${shown(field)} cannot hold a list in its list.`);
    }
    if (isObject(item) && !isPlainDictionary(item)) return parseAtom(field, item, depth + 1, budget);
    return parseOperand(field, item, depth + 1, budget);
  });
}

/** Lists of dictionaries hold such, which fields that are no lists cannot be compared with: validate.ts knows. */
function isPlainDictionary(json: UnknownObject): boolean {
  return !Object.hasOwn(json, '__type') && !Object.keys(json).some((key) => key.startsWith('$'));
}

/** @throws InvalidQuery (102) too long; InvalidJson (107) no list, or too deep */
export function assertList(operator: string, field: FieldPath, json: unknown, depth: number, budget: Budget): readonly unknown[] {
  if (!Array.isArray(json)) throw new ParseError('InvalidJson', noList(operator));
  if (json.length > OPERANDS_MAX) throw new ParseError('InvalidQuery', `${operator} holds at most ${OPERANDS_MAX} values.`);
  budget.assertDepth(depth);
  return json;
}

function noList(operator: string): string {
  return operator === '$containedBy' ? 'bad $containedBy: should be an array' : `bad ${operator} value`;
}

function checkJson(json: unknown, depth: number, budget: Budget): void {
  if (typeof json === 'string') {
    if (!json.isWellFormed()) throw new ParseError('InvalidJson', 'A string is not valid Unicode.');
  } else if (typeof json === 'number') {
    if (!Number.isFinite(json)) throw new ParseError('InvalidQuery', 'A number is out of range.');
  } else if (Array.isArray(json)) {
    budget.assertDepth(depth);
    for (const item of json) checkJson(item, depth + 1, budget);
  } else if (isObject(json)) {
    budget.assertDepth(depth);
    checkMembers(json, depth, budget);
  }
}

function checkMembers(json: UnknownObject, depth: number, budget: Budget): void {
  const keys = Object.keys(json);
  budget.spendKeys(keys.length);
  for (const key of keys) {
    if (FORBIDDEN_KEYS.has(key)) throw new ParseError('InvalidFieldName', `Invalid key name: ${key}`);
    if (key.includes('$') || key.includes('.') || key.includes('\0')) {
      throw new ParseError('InvalidQuery', `A value cannot hold the key ${shown(key)}.`);
    }
    if (!key.isWellFormed()) throw new ParseError('InvalidJson', 'A string is not valid Unicode.');
    checkJson(json[key], depth + 1, budget);
  }
}
