import { ParseError } from '@parlance/errors';
import { isObject, shown, type ParseValue, type UnknownObject } from '@parlance/values';
import type { Condition, FieldPath, Sortable } from '../ast.ts';
import { all, containedBy, eq, exists, gt, gte, isIn, lt, lte, ne, notIn } from '../build.ts';
import { CLASSIC_ALL_MAX } from '../limits.ts';
import type { Budget } from './budget.ts';
import { assertList, parseOperand, parseOperands, parseSortable } from './operand.ts';
import { isPattern, parseAllStartingWith, parseRegex } from './regex.ts';
import { UNSERVED_CONSTRAINTS } from './unserved.ts';

/** One operator as it stands in a `where`: `{"<field>":{"<operator>":<json>}}`. */
interface Constraint {
  readonly operator: string;
  readonly field: FieldPath;
  readonly json: unknown;
  /** The object the operator stands in. */
  readonly siblings: UnknownObject;
  /** Depth of `json` in the `where`. */
  readonly depth: number;
  readonly budget: Budget;
}

type ParseConstraint = (constraint: Constraint) => Condition;

/** Every operator a field may be constrained with. What is not in here is refused. */
const CONSTRAINTS: ReadonlyMap<string, ParseConstraint> = new Map<string, ParseConstraint>([
  ['$eq', (at) => eq(at.field, parseWhole(at))],
  ['$ne', (at) => ne(at.field, parseWhole(at))],
  ['$lt', (at) => lt(at.field, parseOrdered(at))],
  ['$lte', (at) => lte(at.field, parseOrdered(at))],
  ['$gt', (at) => gt(at.field, parseOrdered(at))],
  ['$gte', (at) => gte(at.field, parseOrdered(at))],
  ['$in', (at) => isIn(at.field, parseItems(at))],
  ['$nin', (at) => notIn(at.field, parseItems(at))],
  ['$all', parseAll],
  ['$containedBy', (at) => containedBy(at.field, parseItems(at))],
  ['$exists', parseExists],
  ['$regex', (at) => parseRegex(at.field, at.json, at.siblings, at.budget.limits)],
]);

/**
 * The operators of one field, all of which have to hold: `{"$gte":1000,"$lte":3000}`.
 *
 * @param depth of `json` in the `where`
 * @param into takes the conditions
 * @throws InvalidJson (107) an operator Parse does not know, or a dictionary instead of operators; CommandUnavailable (108) one that
 *   is not served yet; InvalidQuery (102) and others for operands
 */
export function parseConstraints(field: FieldPath, json: UnknownObject, depth: number, budget: Budget, into: Condition[]): void {
  budget.assertDepth(depth);
  const operators = Object.keys(json);
  if (operators.length === 0) throw notComparable('an object');
  for (const operator of operators) {
    const parse = CONSTRAINTS.get(operator);
    if (parse === undefined) {
      if (operator === '$options' && json['$regex'] !== undefined) continue; // parseRegex reads it
      throw refusalOf(operator, field);
    }
    budget.spendCondition();
    into.push(parse({ operator, field, json: json[operator], siblings: json, depth: depth + 1, budget }));
  }
}

function refusalOf(operator: string, field: FieldPath): ParseError {
  if (UNSERVED_CONSTRAINTS.has(operator)) return new ParseError('CommandUnavailable', `${operator} is not served yet.`);
  if (operator === '$options') return new ParseError('InvalidQuery', `$options on ${shown(field)} needs a $regex beside it.`);
  if (operator.startsWith('$')) return new ParseError('InvalidJson', `bad constraint: ${shown(operator)}`);
  return notComparable('an object');
}

/** Whether a whole list or dictionary equals another depends on the order of keys, and on lists equality means to contain. */
export function notComparable(what: 'an object' | 'an array'): ParseError {
  return new ParseError('InvalidJson', `You cannot use ${what} as a query parameter.`);
}

function parseWhole({ field, json, depth, budget }: Constraint): ParseValue {
  if (Array.isArray(json)) throw notComparable('an array');
  if (isObject(json) && !Object.hasOwn(json, '__type')) throw refusalOf(Object.keys(json)[0] ?? '', field);
  return parseOperand(field, json, depth, budget);
}

function parseOrdered({ operator, field, json, depth, budget }: Constraint): Sortable {
  if (isObject(json) && Object.hasOwn(json, '$relativeTime')) throw refusalOf('$relativeTime', field);
  return parseSortable(operator, field, json, depth, budget);
}

function parseItems({ operator, field, json, depth, budget }: Constraint): readonly ParseValue[] {
  return parseOperands(operator, field, json, depth, budget);
}

function parseAll({ operator, field, json, depth, budget }: Constraint): Condition {
  const items = assertList(operator, field, json, depth, budget);
  if (budget.limits.classicLimits && items.length > CLASSIC_ALL_MAX) {
    throw new ParseError('InvalidQuery', `$all holds at most ${CLASSIC_ALL_MAX} values.`);
  }
  if (items.some(isPattern)) return parseAllStartingWith(field, items, budget);
  return all(field, parseOperands(operator, field, json, depth, budget));
}

function parseExists({ field, json }: Constraint): Condition {
  if (typeof json !== 'boolean') throw new ParseError('InvalidQuery', `$exists on ${shown(field)} needs true or false.`);
  return exists(field, json);
}
