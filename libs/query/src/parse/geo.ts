import { ParseError } from '@parlance/errors';
import { isObject, shown, type UnknownObject } from '@parlance/values';
import type { Condition } from '../ast.ts';
import { intersects, near, withinBox, withinCircle, withinPolygon } from '../build-geo.ts';
import { distances } from '../distances.ts';
import { CLASSIC_NEAR_RADIANS } from '../limits.ts';
import { isPointJson, parseBox, parseCircle, parseDistance, parsePoint, parsePolygon, type GeoPlace } from './geo-operand.ts';

/** An operand of an operator on places, where it stands, and the object both stand in. */
export interface GeoConstraint extends GeoPlace {
  readonly json: unknown;
  readonly siblings: UnknownObject;
}

const EARTH_MILES = 3_959;
const EARTH_KILOMETERS = 6_371;

/** Words that may stand beside `$nearSphere`, and how many of their units are a radian. */
const MOST: ReadonlyMap<string, number> = new Map([
  ['$maxDistance', 1],
  ['$maxDistanceInRadians', 1],
  ['$maxDistanceInMiles', EARTH_MILES],
  ['$maxDistanceInKilometers', EARTH_KILOMETERS],
]);
const LEAST: ReadonlyMap<string, number> = new Map([
  ['$minDistance', 1],
  ['$minDistanceInRadians', 1],
  ['$minDistanceInMiles', EARTH_MILES],
  ['$minDistanceInKilometers', EARTH_KILOMETERS],
]);

/** True for a distance of a `$nearSphere` beside it, which that reads. @throws InvalidQuery (102) without one */
export function isDistance(operator: string, siblings: UnknownObject): boolean {
  if (!MOST.has(operator) && !LEAST.has(operator)) return false;
  if (siblings['$nearSphere'] !== undefined) return true;
  throw new ParseError('InvalidQuery', `${operator} needs a $nearSphere beside it.`);
}

/**
 * In a branch of `$or` or `$nor` nothing can come in the order of its distance: a circle is meant there, where there is a distance.
 *
 * @throws InvalidQuery (102) no point, bad distances, a branch without a distance, or a second search in the query
 */
export function parseNear(at: GeoConstraint): Condition {
  const { budget } = at;
  const point = parsePoint(at.json, at);
  const farthest = distanceOf(at.siblings, MOST, Math.min);
  const minRadians = distanceOf(at.siblings, LEAST, Math.max);
  if (farthest !== undefined && budget.isInBranch && !budget.limits.classicLimits) {
    return distances(near(at.field, point, { maxRadians: farthest, minRadians }));
  }
  budget.claimSearch('$nearSphere');
  return near(at.field, point, { maxRadians: farthest ?? (budget.limits.classicLimits ? CLASSIC_NEAR_RADIANS : undefined), minRadians });
}

/** Of several words the narrowest counts. */
function distanceOf(
  siblings: UnknownObject,
  units: ReadonlyMap<string, number>,
  narrower: (one: number, other: number) => number,
): number | undefined {
  let radians: number | undefined;
  for (const [operator, perRadian] of units) {
    if (siblings[operator] === undefined) continue;
    const distance = parseDistance(operator, siblings[operator]) / perRadian;
    radians = radians === undefined ? distance : narrower(radians, distance);
  }
  return radians;
}

/** `{"$box":[southwest,northeast]}` */
export function parseWithin(at: GeoConstraint): Condition {
  const box = isObject(at.json) ? at.json['$box'] : undefined;
  if (!Array.isArray(box) || box.length !== 2) throw new ParseError('InvalidJson', 'malformatted $within arg');
  assertOnly(at, ['$box']);
  assertBranchable(at);
  return withinBox(at.field, ...parseBox(box, inner(at)));
}

/** `{"$polygon":…}`, `{"$centerSphere":…}`, and a box, which the database knows under the same word. */
export function parseGeoWithin(at: GeoConstraint): Condition {
  const [shape, json] = assertOnly(at, ['$polygon', '$centerSphere', '$box']);
  if (shape === '$centerSphere') {
    const { center, radians } = parseCircle(json, inner(at));
    return withinCircle(at.field, center, radians);
  }
  assertBranchable(at);
  return shape === '$box' ? withinBox(at.field, ...parseBox(json, inner(at))) : withinPolygon(at.field, parsePolygon(json, inner(at)));
}

/** `{"$point":…}` */
export function parseIntersects(at: GeoConstraint): Condition {
  const point = isObject(at.json) ? at.json['$point'] : undefined;
  if (!isPointJson(point)) throw new ParseError('InvalidJson', 'bad $geoIntersect value; $point should be GeoPoint');
  assertOnly(at, ['$point']);
  return intersects(at.field, parsePoint(point, inner(at)));
}

function assertOnly({ operator, field, json }: GeoConstraint, allowed: readonly string[]): readonly [string, unknown] {
  const members = isObject(json) ? Object.entries(json) : [];
  const [only] = members;
  if (only === undefined || members.length > 1 || !allowed.includes(only[0])) {
    throw new ParseError('InvalidQuery', `${operator} on ${shown(field)} needs one of ${allowed.join(', ')}.`);
  }
  return only;
}

/** The hosted service of old had boxes and polygons beside `$or` only. */
function assertBranchable({ operator, budget }: GeoConstraint): void {
  if (budget.limits.classicLimits) budget.assertNotInBranch(operator);
}

function inner(at: GeoConstraint): GeoPlace {
  const depth = at.depth + 1;
  at.budget.assertDepth(depth);
  return { operator: at.operator, field: at.field, depth, budget: at.budget };
}
