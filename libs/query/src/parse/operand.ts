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

/** Fields whose values are dates while clients write and read them as strings. */
const SYSTEM_DATES: ReadonlySet<FieldPath> = new Set(['createdAt', 'updatedAt']);

/** A fault in a value is, in a query, a fault of the query. Other errors say more as they are. */
const QUERY_FAULTS: ReadonlySet<ErrorKind> = new Set(['IncorrectType', 'InvalidPointer', 'InvalidFileName', 'CommandUnavailable']);

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

/** @throws InvalidQuery (102) beside the errors of parseOperand: the operand has no order */
export function parseSortable(operator: string, field: FieldPath, json: unknown, depth: number, budget: Budget): Sortable {
  const operand = parseOperand(field, json, depth, budget);
  if (typeof operand === 'number' || typeof operand === 'string' || operand instanceof Date) return operand;
  throw new ParseError('InvalidQuery', `${operator} on ${shown(field)} needs a number, a string or a date.`);
}

/** @throws InvalidQuery (102) beside the errors of parseOperand: no list, too long, or with lists in it */
export function parseOperands(operator: string, field: FieldPath, json: unknown, depth: number, budget: Budget): readonly ParseValue[] {
  return assertList(operator, field, json, depth, budget).map((item) => {
    if (Array.isArray(item)) throw new ParseError('InvalidQuery', `${operator} on ${shown(field)} cannot hold a list in its list.`);
    return parseOperand(field, item, depth + 1, budget);
  });
}

/** @throws InvalidQuery (102) no list, or too long; InvalidJson (107) too deep */
export function assertList(operator: string, field: FieldPath, json: unknown, depth: number, budget: Budget): readonly unknown[] {
  if (!Array.isArray(json)) throw new ParseError('InvalidQuery', `${operator} on ${shown(field)} needs an array.`);
  if (json.length > OPERANDS_MAX) throw new ParseError('InvalidQuery', `${operator} holds at most ${OPERANDS_MAX} values.`);
  budget.assertDepth(depth);
  return json;
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
