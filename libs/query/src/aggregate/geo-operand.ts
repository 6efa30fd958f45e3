import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import { POLYGON_POINTS_MAX } from '../limits.ts';
import { isTyped, storedValue } from './typed-value.ts';

const SHAPES: ReadonlySet<string> = new Set(['$box', '$polygon', '$center', '$centerSphere', '$geometry']);
const MEMBERS: ReadonlySet<string> = new Set(['type', 'coordinates']);

/** Lists of places in GeoJSON: polygons with holes, several of them. */
const DEPTH_MAX = 5;

/**
 * The shape of `$geoWithin` or `$geoIntersects`, in MongoDB's words: GeoJSON, or pairs of longitude and latitude, for which GeoPoints
 * may stand.
 *
 * @throws InvalidQuery (102)
 */
export function geoOperand(operator: string, json: unknown): unknown {
  const [shape, ...others] = isObject(json) ? Object.keys(json) : [];
  if (shape === undefined || others.length > 0 || !SHAPES.has(shape)) throw malformed(operator);
  const value = (json as Record<string, unknown>)[shape];
  return { [shape]: shape === '$geometry' ? geometry(operator, value) : coordinates(operator, value, 1) };
}

/** A GeoJSON object. @throws InvalidQuery (102) */
export function geometry(operator: string, json: unknown): unknown {
  if (!isObject(json) || typeof json['type'] !== 'string' || !Object.keys(json).every((key) => MEMBERS.has(key))) throw malformed(operator);
  return { type: json['type'], coordinates: coordinates(operator, json['coordinates'], 1) };
}

/** A GeoPoint, or a pair of longitude and latitude. @throws InvalidQuery (102) */
export function place(operator: string, json: unknown): unknown {
  if (Array.isArray(json) && json.length === 2 && json.every((item) => typeof item === 'number')) return json;
  if (isTyped(json)) return pair(operator, json);
  throw malformed(operator);
}

function coordinates(operator: string, json: unknown, depth: number): unknown {
  if (typeof json === 'number') return json;
  if (isTyped(json)) return pair(operator, json);
  if (!Array.isArray(json) || depth > DEPTH_MAX || json.length > POLYGON_POINTS_MAX) throw malformed(operator);
  return json.map((item) => coordinates(operator, item, depth + 1));
}

function pair(operator: string, json: unknown): unknown {
  const stored = storedValue(json, { type: 'GeoPoint' });
  if (!Array.isArray(stored)) throw malformed(operator);
  return stored;
}

function malformed(operator: string): ParseError {
  return new ParseError('InvalidQuery', `${operator} needs a shape of places.`);
}
