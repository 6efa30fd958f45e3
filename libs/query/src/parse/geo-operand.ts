import { ParseError } from '@parlance/errors';
import { GeoPoint, isObject, Polygon, shown, type ParseValue } from '@parlance/values';
import type { FieldPath } from '../ast.ts';
import { POLYGON_POINTS_MAX } from '../limits.ts';
import type { Budget } from './budget.ts';
import { parseOperand } from './operand.ts';

/** Where a geo operand stands: for the words of errors, and its depth. */
export interface GeoPlace {
  readonly operator: string;
  readonly field: FieldPath;
  /** Depth of the operand in the `where`. */
  readonly depth: number;
  readonly budget: Budget;
}

/** @throws InvalidQuery (102) no GeoPoint, or one out of range */
export function parsePoint(json: unknown, place: GeoPlace): GeoPoint {
  const value = valueOf(json, place);
  if (value instanceof GeoPoint) return value;
  throw new ParseError('InvalidQuery', `${place.operator} on ${shown(place.field)} needs a GeoPoint.`);
}

/** A GeoPoint, or a pair of longitude and latitude, as SDKs write corners and centres. @throws as parsePoint */
export function parseCorner(json: unknown, place: GeoPlace): GeoPoint {
  if (!Array.isArray(json)) return parsePoint(json, place);
  const [longitude, latitude, ...others] = json as unknown[];
  if (others.length > 0) throw notAPoint(place);
  return parsePoint({ __type: 'GeoPoint', latitude, longitude }, place);
}

/** Two corners of a box. @throws as parsePoint; corners the wrong way round, as those of a box across the date line are */
export function parseBox(json: unknown, place: GeoPlace): readonly [southwest: GeoPoint, northeast: GeoPoint] {
  if (!Array.isArray(json) || json.length !== 2) throw new ParseError('InvalidQuery', `$box on ${shown(place.field)} needs two corners.`);
  const southwest = parseCorner(json[0], place);
  const northeast = parseCorner(json[1], place);
  if (southwest.latitude > northeast.latitude || southwest.longitude > northeast.longitude) {
    throw new ParseError('InvalidQuery', '$box needs its southwestern corner first, and cannot cross the date line or a pole.');
  }
  return [southwest, northeast];
}

/** The corners of a polygon without the first once more: a list of points, or a Polygon. @throws InvalidQuery (102) fewer than three */
export function parsePolygon(json: unknown, place: GeoPlace): readonly GeoPoint[] {
  const points = Array.isArray(json) ? json.map((corner) => parseCorner(corner, place)) : pointsOf(valueOf(json, place), place);
  const first = points[0];
  const last = points[points.length - 1];
  const open = points.length > 1 && first !== undefined && last !== undefined && isSame(first, last) ? points.slice(0, -1) : points;
  if (open.length < 3) throw new ParseError('InvalidQuery', '$polygon needs at least 3 points.');
  if (open.length > POLYGON_POINTS_MAX) throw new ParseError('InvalidQuery', `$polygon has at most ${POLYGON_POINTS_MAX} points.`);
  return open;
}

/** Centre and radius. @throws InvalidQuery (102) */
export function parseCircle(json: unknown, place: GeoPlace): { readonly center: GeoPoint; readonly radians: number } {
  if (!Array.isArray(json) || json.length !== 2) {
    throw new ParseError('InvalidQuery', `$centerSphere on ${shown(place.field)} needs a point and a distance in radians.`);
  }
  return { center: parseCorner(json[0], place), radians: parseDistance('$centerSphere', json[1]) };
}

/** @returns a distance as sent. @throws InvalidQuery (102) unless a number from 0 on */
export function parseDistance(operator: string, json: unknown): number {
  if (typeof json === 'number' && Number.isFinite(json) && json >= 0) return json;
  throw new ParseError('InvalidQuery', `${operator} needs a number from 0 on.`);
}

function pointsOf(value: ParseValue, place: GeoPlace): readonly GeoPoint[] {
  if (!(value instanceof Polygon)) throw new ParseError('InvalidQuery', `$polygon on ${shown(place.field)} needs points or a Polygon.`);
  return value.coordinates.map(([latitude, longitude]) => new GeoPoint(latitude, longitude));
}

/** A point without `__type` is one all the same: SDKs of old send corners so. */
function valueOf(json: unknown, { field, depth, budget }: GeoPlace): ParseValue {
  const isUntyped = isObject(json) && !Object.hasOwn(json, '__type') && Object.hasOwn(json, 'latitude');
  return parseOperand(field, isUntyped ? { ...json, __type: 'GeoPoint' } : json, depth, budget);
}

function notAPoint({ operator, field }: GeoPlace): ParseError {
  return new ParseError('InvalidQuery', `${operator} on ${shown(field)} needs GeoPoints.`);
}

function isSame(one: GeoPoint, other: GeoPoint): boolean {
  return one.latitude === other.latitude && one.longitude === other.longitude;
}
