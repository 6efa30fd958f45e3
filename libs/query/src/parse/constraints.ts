import { ParseError } from '@parlance/errors';
import { isObject, shown, type ParseValue, type UnknownObject } from '@parlance/values';
import type { AskedCondition, Condition, FieldPath, Sortable } from '../ast.ts';
import { all, containedBy, eq, exists, gt, gte, isIn, lt, lte, ne, notIn } from '../build.ts';
import { CLASSIC_ALL_MAX } from '../limits.ts';
import type { Budget } from './budget.ts';
import { assertList, parseAtom, parseOperands, parseSortable } from './operand.ts';
import { isPattern, parseAllStartingWith, parseRegex } from './regex.ts';
import { isDistance, parseGeoWithin, parseIntersects, parseNear, parseWithin } from './geo.ts';
import { parseRelativeTime } from './relative-time.ts';
import { parseInQuery, parseSelect, type ParseInner } from './subquery.ts';
import { parseTextSearch } from './text-search.ts';

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
  readonly parseInner: ParseInner;
}

type ParseConstraint = (constraint: Constraint) => AskedCondition;

/** Every operator a field may be constrained with. All others are refused. */
const CONSTRAINTS: ReadonlyMap<string, ParseConstraint> = new Map<string, ParseConstraint>([
  ['$eq', (at) => eq(at.field, parseWhole(at))],
  ['$ne', (at) => ne(at.field, parseWhole(at))],
  ['$lt', (at) => lt(at.field, parseOrdered(at))],
  ['$lte', (at) => lte(at.field, parseOrdered(at))],
  ['$gt', (at) => gt(at.field, parseOrdered(at))],
  ['$gte', (at) => gte(at.field, parseOrdered(at))],
  ['$in', (at) => isIn(at.field, parseChoices(at))],
  ['$nin', (at) => notIn(at.field, parseChoices(at))],
  ['$all', parseAll],
  ['$containedBy', (at) => containedBy(at.field, parseItems(at))],
  ['$exists', parseExists],
  ['$regex', (at) => parseRegex(at.field, at.json, at.siblings, at.budget.limits)],
  ['$nearSphere', parseNear],
  ['$within', parseWithin],
  ['$geoWithin', parseGeoWithin],
  ['$geoIntersects', parseIntersects],
  ['$text', (at) => parseTextSearch(at.field, at.json, at.budget)],
  ['$inQuery', parseInQuery],
  ['$notInQuery', parseInQuery],
  ['$select', parseSelect],
  ['$dontSelect', parseSelect],
]);

/**
 * The operators of one field, all of which have to hold: `{"$gte":1000,"$lte":3000}`.
 *
 * @param depth of `json` in the `where`
 * @param parseInner reads the `where` of a subquery
 * @param into takes the conditions
 * @throws InvalidJson (107) an operator Parse does not know, or an operand of the wrong shape; InvalidQuery (102) and others for operands
 */
export function parseConstraints(
  field: FieldPath,
  json: UnknownObject,
  depth: number,
  budget: Budget,
  parseInner: ParseInner,
  into: AskedCondition[],
): void {
  budget.assertDepth(depth);
  for (const operator of Object.keys(json)) {
    const parse = CONSTRAINTS.get(operator);
    if (parse === undefined) {
      if (operator === '$options' && json['$regex'] !== undefined) continue; // parseRegex reads it
      if (isDistance(operator, json)) continue; // parseNear reads it
      throw refusalOf(operator, field);
    }
    budget.spendCondition();
    into.push(parse({ operator, field, json: json[operator], siblings: json, depth: depth + 1, budget, parseInner }));
  }
}

function refusalOf(operator: string, field: FieldPath): ParseError {
  if (operator === '$options') return new ParseError('InvalidQuery', `$options on ${shown(field)} needs a $regex beside it.`);
  return new ParseError('InvalidJson', `bad constraint: ${shown(operator)}`);
}

function parseWhole({ field, json, depth, budget }: Constraint): ParseValue {
  if (isObject(json) && Object.hasOwn(json, '$relativeTime')) {
    throw new ParseError('InvalidJson', '$relativeTime can only be used with the $lt, $lte, $gt, and $gte operators');
  }
  return parseAtom(field, json, depth, budget);
}

function parseOrdered({ operator, field, json, depth, budget }: Constraint): Sortable {
  if (isObject(json) && Object.hasOwn(json, '$relativeTime')) return parseRelative(operator, json, budget);
  return parseSortable(operator, field, json, depth, budget);
}

function parseRelative(operator: string, json: UnknownObject, { limits }: Budget): Date {
  if (Object.keys(json).length > 1) throw new ParseError('InvalidJson', '$relativeTime stands alone.');
  if (limits.now === undefined) throw new ParseError('InvalidJson', '$relativeTime has no time here to be relative to.');
  return parseRelativeTime(operator, json['$relativeTime'], limits.now);
}

function parseItems({ operator, field, json, depth, budget }: Constraint): readonly ParseValue[] {
  return parseOperands(operator, field, json, depth, budget);
}

/** Of a list in the list its values count, as in Parse Server. */
function parseChoices(at: Constraint): readonly ParseValue[] {
  const { operator, field, json, depth, budget } = at;
  const items = assertList(operator, field, json, depth, budget);
  return parseItems(items.some(Array.isArray) ? { ...at, json: items.flat() } : at);
}

function parseAll({ operator, field, json, depth, budget }: Constraint): Condition {
  const items = assertList(operator, field, json, depth, budget);
  if (budget.limits.classicLimits && items.length > CLASSIC_ALL_MAX) {
    throw new ParseError('InvalidQuery', `$all holds at most ${CLASSIC_ALL_MAX} values.`);
  }
  if (items.some(isPattern)) return parseAllStartingWith(field, items, budget);
  return all(field, parseOperands(operator, field, json, depth, budget));
}

/** True as MongoDB understands it: everything but false, null and zero, so that `1` and `"true"` are. */
function parseExists({ field, json, depth, budget }: Constraint): Condition {
  const value = parseAtom(field, typeof json === 'string' ? true : json, depth, budget);
  return exists(field, value !== false && value !== null && value !== 0);
}
