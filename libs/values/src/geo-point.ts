import { ParseError } from '@parlance/errors';
import type { JsonObject, UnknownObject } from './json.ts';

/** Degrees, latitude within ±90, longitude within ±180. */
export class GeoPoint {
  readonly latitude: number;
  readonly longitude: number;
  constructor(latitude: number, longitude: number) {
    this.latitude = latitude;
    this.longitude = longitude;
  }
}

/**
 * @param classicLimits refuse exactly ±90 and ±180 too, as the hosted service did
 * @throws IncorrectType (111) when a member is absent, not a number, or out of range
 */
export function geoPointFromJson(json: UnknownObject, classicLimits: boolean): GeoPoint {
  const { latitude, longitude } = json;
  if (!isDegrees(latitude, 90) || !isDegrees(longitude, 180)) throw new ParseError('IncorrectType', 'This is not a valid GeoPoint');
  if (classicLimits && (Math.abs(latitude) === 90 || Math.abs(longitude) === 180)) {
    throw new ParseError('IncorrectType', 'A GeoPoint lies between -90 and 90 degrees of latitude, -180 and 180 of longitude.');
  }
  return new GeoPoint(latitude, longitude);
}

/** JSON form, which is also the stored form inside arrays and dictionaries. */
export function geoPointToJson(latitude: number, longitude: number): JsonObject {
  return { __type: 'GeoPoint', latitude, longitude };
}

/** Stored form of a GeoPoint field: `[longitude, latitude]`, the order MongoDB's geo indexes want. */
export function geoPointToStored(point: GeoPoint): [longitude: number, latitude: number] {
  return [point.longitude, point.latitude];
}

/** Undefined for anything but two numbers. */
export function geoPointFromStored(stored: unknown): GeoPoint | undefined {
  if (!Array.isArray(stored) || stored.length !== 2) return undefined;
  const [longitude, latitude] = stored as unknown[];
  return typeof longitude === 'number' && typeof latitude === 'number' ? new GeoPoint(latitude, longitude) : undefined;
}

export function isDegrees(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= -most && value <= most;
}
