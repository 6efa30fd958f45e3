import { encodeValue, type GeoPoint, type Json, type JsonObject, type ParseValue } from '@parlance/values';
import type { AskedCondition, OrderTerm, Subquery } from './ast.ts';
import { dispatch, type Handlers } from './dispatch.ts';

type Printed = Record<string, Json>;

/**
 * A condition as `where` JSON, for logs, stored audiences and caches: parseWhere of it gives the same condition, for a caller that may name
 * the same fields. Each operator is written out, `$eq` too. Returned objects are new; operands without typed values are shared.
 */
export function printCondition(condition: AskedCondition): JsonObject {
  return dispatch<Printed, void, AskedCondition>(PRINTERS, condition, undefined);
}

const PRINTERS: Handlers<Printed, void, AskedCondition> = {
  and: ({ items }) => printAll(items),
  or: ({ items }): Printed => (items.length === 0 ? { $nor: [{}] } : { $or: items.map(printCondition) }),
  nor: ({ items }) => ({ $nor: items.map(printCondition) }),
  eq: ({ field, operand }) => printed(field, '$eq', encodeValue(operand)),
  ne: ({ field, operand }) => printed(field, '$ne', encodeValue(operand)),
  lt: ({ field, operand }) => printed(field, '$lt', encodeValue(operand)),
  lte: ({ field, operand }) => printed(field, '$lte', encodeValue(operand)),
  gt: ({ field, operand }) => printed(field, '$gt', encodeValue(operand)),
  gte: ({ field, operand }) => printed(field, '$gte', encodeValue(operand)),
  in: ({ field, operands }) => printed(field, '$in', encodeAll(operands)),
  nin: ({ field, operands }) => printed(field, '$nin', encodeAll(operands)),
  all: ({ field, operands }) => printed(field, '$all', encodeAll(operands)),
  containedBy: ({ field, operands }) => printed(field, '$containedBy', encodeAll(operands)),
  exists: ({ field, present }) => printed(field, '$exists', present),
  near: ({ field, point, minRadians, maxRadians }) => {
    const constraint: Printed = { $nearSphere: encodeValue(point) };
    if (maxRadians !== undefined) constraint['$maxDistance'] = maxRadians;
    if (minRadians !== undefined) constraint['$minDistance'] = minRadians;
    return { [field]: constraint };
  },
  withinBox: ({ field, southwest, northeast }) => printed(field, '$within', { $box: encodeAll([southwest, northeast]) }),
  withinPolygon: ({ field, points }) => printed(field, '$geoWithin', { $polygon: encodeAll(points) }),
  withinCircle: ({ field, center, radians }) => printed(field, '$geoWithin', { $centerSphere: [encodeValue(center), radians] }),
  intersects: ({ field, point }) => printed(field, '$geoIntersects', { $point: encodeValue(point) }),
  text: ({ field, term, language, caseSensitive, diacriticSensitive }) => {
    const search: Printed = { $term: term, $caseSensitive: caseSensitive, $diacriticSensitive: diacriticSensitive };
    if (language !== undefined) search['$language'] = language;
    return printed(field, '$text', { $search: search });
  },
  inQuery: ({ field, subquery }) => printed(field, '$inQuery', printSubquery(subquery)),
  notInQuery: ({ field, subquery }) => printed(field, '$notInQuery', printSubquery(subquery)),
  select: ({ field, subquery, key }) => printed(field, '$select', { query: printSubquery(subquery), key }),
  dontSelect: ({ field, subquery, key }) => printed(field, '$dontSelect', { query: printSubquery(subquery), key }),
  relatedTo: ({ owner, key }) => ({ $relatedTo: { object: encodeValue(owner), key } }),
  regex: ({ field, source, options }) => {
    const constraint: JsonObject = options === '' ? { $regex: source } : { $regex: source, $options: options };
    return { [field]: constraint };
  },
};

/** A subquery as its JSON in a `where`. */
export function printSubquery({ className, condition, order, limit, skip, redirectClassNameForKey }: Subquery): Printed {
  const query: Printed = { className, where: printCondition(condition) };
  if (order.length > 0) query['order'] = order.map(printOrderTerm).join(',');
  if (limit !== undefined) query['limit'] = limit;
  if (skip > 0) query['skip'] = skip;
  if (redirectClassNameForKey !== undefined) query['redirectClassNameForKey'] = redirectClassNameForKey;
  return query;
}

function printOrderTerm({ field, descending }: OrderTerm): string {
  return descending ? `-${field}` : field;
}

function printed(field: string, operator: string, json: Json): Printed {
  return { [field]: { [operator]: json } };
}

function encodeAll(operands: readonly (ParseValue | GeoPoint)[]): Json {
  return operands.map((operand) => encodeValue(operand));
}

/** One object when all parts speak of different keys, as clients write it; else `$and`. */
function printAll(items: readonly AskedCondition[]): Printed {
  const parts = items.map(printCondition);
  const together: Printed = {};
  for (const part of parts) Object.assign(together, part);
  return Object.keys(together).length === parts.length ? together : { $and: parts };
}
