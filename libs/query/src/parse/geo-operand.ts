import { ParseError } from '@parlance/errors';
import { GeoPoint, isObject, Polygon, shown, type ParseValue, type UnknownObject } from '@parlance/values';
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

/** True for a point, wherever it is. A point without `__type` is one all the same: SDKs of old send them so. */
export function isPointJson(json: unknown): json is UnknownObject {
  return isObject(json) && (json['__type'] === 'GeoPoint' || isUntyped(json));
}

function isUntyped(json: UnknownObject): boolean {
  return !Object.hasOwn(json, '__type') && Object.hasOwn(json, 'latitude');
}

/** @throws InvalidQuery (102) no GeoPoint, or one out of range */
export function parsePoint(json: unknown, place: GeoPlace): GeoPoint {
  if (isPointJson(json)) assertInRange(json);
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

function assertInRange({ latitude, longitude }: UnknownObject): void {
  assertDegrees('latitude', latitude, 90);
  assertDegrees('longitude', longitude, 180);
}

function assertDegrees(name: string, degrees: unknown, most: number): void {
  if (typeof degrees !== 'number' || Math.abs(degrees) <= most) return;
  const bound = degrees < 0 ? `< -${most}` : `> ${most}`;
  throw new ParseError('InvalidQuery', `GeoPoint ${name} out of bounds: ${degrees} ${bound}.0.`);
}

/** Two corners of a box. @throws as parsePoint; corners the wrong way round, as those of a box across the date line are */
export function parseBox(json: unknown, place: GeoPlace): readonly [southwest: GeoPoint, northeast: GeoPoint] {
  if (!Array.isArray(json) || json.length !== 2) throw new ParseError('InvalidJson', 'malformatted $within arg');
  const southwest = parseCorner(json[0], place);
  const northeast = parseCorner(json[1], place);
  if (southwest.latitude > northeast.latitude || southwest.longitude > northeast.longitude) {
    throw new ParseError('InvalidQuery', '$box needs its southwestern corner first, and cannot cross the date line or a pole.');
  }
  return [southwest, northeast];
}

/** The corners of a polygon without the first once more: a list of points, or a Polygon. @throws InvalidQuery (102) fewer than three */
export function parsePolygon(json: unknown, place: GeoPlace): readonly GeoPoint[] {
  const points = Array.isArray(json) ? cornersOf(json, place) : pointsOf(json, place);
  const first = points[0];
  const last = points[points.length - 1];
  const open = points.length > 1 && first !== undefined && last !== undefined && isSame(first, last) ? points.slice(0, -1) : points;
  if (open.length < 3) throw wrongShape('$polygon should contain at least 3 GeoPoints');
  if (open.length > POLYGON_POINTS_MAX) throw new ParseError('InvalidQuery', `$polygon has at most ${POLYGON_POINTS_MAX} points.`);
  return open;
}

/** Centre and radius. @throws InvalidQuery (102) */
export function parseCircle(json: unknown, place: GeoPlace): { readonly center: GeoPoint; readonly radians: number } {
  if (!Array.isArray(json) || json.length < 2) {
    throw wrongShape('$centerSphere should be an array of Parse.GeoPoint and distance');
  }
  const [center, radians] = json as unknown[];
  if (!isPair(center) && !isPointJson(center)) throw wrongShape('$centerSphere geo point invalid');
  if (typeof radians !== 'number' || !(radians >= 0)) throw wrongShape('$centerSphere distance invalid');
  return { center: parseCorner(center, place), radians };
}

/** @returns a distance as sent. @throws InvalidQuery (102) unless a number from 0 on */
export function parseDistance(operator: string, json: unknown): number {
  if (typeof json === 'number' && Number.isFinite(json) && json >= 0) return json;
  throw new ParseError('InvalidQuery', `${operator} needs a number from 0 on.`);
}

function cornersOf(json: readonly unknown[], place: GeoPlace): readonly GeoPoint[] {
  if (json.length < 3) throw wrongShape('$polygon should contain at least 3 GeoPoints');
  return json.map((corner) => {
    if (!isPair(corner) && !isPointJson(corner)) throw new ParseError('InvalidJson', 'bad $geoWithin value');
    return parseCorner(corner, place);
  });
}

function pointsOf(json: unknown, place: GeoPlace): readonly GeoPoint[] {
  if (!isObject(json) || json['__type'] !== 'Polygon') {
    throw wrongShape("$polygon should be Polygon object or Array of Parse.GeoPoint's");
  }
  if (!Array.isArray(json['coordinates']) || json['coordinates'].length < 3) {
    throw wrongShape('Polygon.coordinates should contain at least 3 lon/lat pairs');
  }
  const value = valueOf(json, place);
  if (!(value instanceof Polygon)) throw notAPoint(place);
  return value.coordinates.map(([latitude, longitude]) => new GeoPoint(latitude, longitude));
}

function valueOf(json: unknown, { field, depth, budget }: GeoPlace): ParseValue {
  return parseOperand(field, isObject(json) && isUntyped(json) ? { ...json, __type: 'GeoPoint' } : json, depth, budget);
}

/** Longitude and latitude. */
function isPair(json: unknown): boolean {
  return Array.isArray(json) && json.length === 2;
}

function wrongShape(what: string): ParseError {
  return new ParseError('InvalidJson', `bad $geoWithin value; ${what}`);
}

function notAPoint({ operator, field }: GeoPlace): ParseError {
  return new ParseError('InvalidQuery', `${operator} on ${shown(field)} needs GeoPoints.`);
}

function isSame(one: GeoPoint, other: GeoPoint): boolean {
  return one.latitude === other.latitude && one.longitude === other.longitude;
}
