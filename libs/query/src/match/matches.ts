import { ParseError } from '@parlance/errors';
import type { ParseDictionary, ParseValue } from '@parlance/values';
import { GeoPoint, isList, Polygon } from '@parlance/values';
import type { RE2JS } from 're2js';
import type { Condition, Range, Regex } from '../ast.ts';
import { dispatch, type Handlers } from '../dispatch.ts';
import { linearRegex } from '../regex/linear.ts';
import { unquote } from '../regex/unquote.ts';
import { isEqual, order } from './compare.ts';
import { holdsPoint, isInBox, isInCircle, isInPolygon, isNear } from './geo.ts';
import { someAt } from './traverse.ts';

/**
 * Tells whether `object` satisfies `condition`, as MongoDB would on the stored document.
 *
 * @param condition normal form (build.ts)
 * @param object decoded Parse values; an absent key is absent, not null
 * @throws InvalidQuery (102) a pattern that needs look-around or back references, and a text search: those only the database can match
 *
 * Cost: conditions x list lengths x operands; patterns in time linear in the string.
 * Source: MongoDB manual, "Query for Null or Missing Fields", "Query an Array"; docs/contract/20-rest-protocol.md section 5.2.
 */
export function matches(condition: Condition, object: ParseDictionary): boolean {
  return dispatch(MATCHERS, condition, object);
}

const MATCHERS: Handlers<boolean, ParseDictionary> = {
  and: (node, object) => node.items.every((item) => matches(item, object)),
  or: (node, object) => node.items.some((item) => matches(item, object)),
  nor: (node, object) => !node.items.some((item) => matches(item, object)),
  eq: (node, object) => hasEqual(object, node.field, node.operand),
  ne: (node, object) => !hasEqual(object, node.field, node.operand),
  lt: (node, object) => hasOrdered(object, node, (sign) => sign < 0),
  lte: (node, object) => hasOrdered(object, node, (sign) => sign <= 0),
  gt: (node, object) => hasOrdered(object, node, (sign) => sign > 0),
  gte: (node, object) => hasOrdered(object, node, (sign) => sign >= 0),
  in: (node, object) => hasOneOf(object, node.field, node.operands),
  nin: (node, object) => !hasOneOf(object, node.field, node.operands),
  all: (node, object) => node.operands.length > 0 && node.operands.every((operand) => hasEqual(object, node.field, operand)),
  containedBy: (node, object) => !hasOther(object, node.field, node.operands),
  exists: (node, object) => someAt(object, node.field, true, (value) => value !== undefined) === node.present,
  near: (node, object) => hasPoint(object, node.field, (point) => isNear(node, point)),
  withinBox: (node, object) => hasPoint(object, node.field, (point) => isInBox(node, point)),
  withinPolygon: (node, object) => hasPoint(object, node.field, (point) => isInPolygon(node, point)),
  withinCircle: (node, object) => hasPoint(object, node.field, (point) => isInCircle(node, point)),
  intersects: (node, object) => {
    const polygon = object[node.field];
    return polygon instanceof Polygon && holdsPoint(node, polygon);
  },
  text: () => {
    throw new ParseError('InvalidQuery', 'A $text search can be answered by the database only.');
  },
  regex: (node, object) => {
    const pattern = patternOf(node);
    return someAt(object, node.field, false, (value) => typeof value === 'string' && pattern.test(value));
  },
};

/** Places are fields' own: a place in a list or dictionary is none to a geo index. */
function hasPoint(object: ParseDictionary, field: string, accepts: (point: GeoPoint) => boolean): boolean {
  const value = Object.hasOwn(object, field) ? object[field] : undefined;
  return value instanceof GeoPoint && accepts(value);
}

function hasEqual(object: ParseDictionary, field: string, operand: ParseValue): boolean {
  return someAt(object, field, false, (value, own) => isEqual(value ?? null, operand, own));
}

function hasOneOf(object: ParseDictionary, field: string, operands: readonly ParseValue[]): boolean {
  return someAt(object, field, false, (value, own) => operands.some((operand) => isEqual(value ?? null, operand, own)));
}

/** A list with an element that equals none of the operands. */
function hasOther(object: ParseDictionary, field: string, operands: readonly ParseValue[]): boolean {
  return someAt(
    object,
    field,
    true,
    (value) => value !== undefined && isList(value) && value.some((item) => !operands.some((operand) => isEqual(item, operand, false))),
  );
}

function hasOrdered(object: ParseDictionary, node: Range<'lt' | 'lte' | 'gt' | 'gte'>, accepts: (sign: number) => boolean): boolean {
  return someAt(object, node.field, false, (value) => accepts(order(value, node.operand)));
}

/** A pattern is compiled once for each condition, which outlives the objects it is held against. */
const patterns = new WeakMap<Regex, RE2JS>();

function patternOf(node: Regex): RE2JS {
  const known = patterns.get(node);
  if (known !== undefined) return known;
  const pattern = linearRegex(unquote(node.source).text, node.options);
  if (pattern === undefined) throw new ParseError('InvalidQuery', 'This $regex can be matched by the database only.');
  patterns.set(node, pattern);
  return pattern;
}
