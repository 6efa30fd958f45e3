import { GeoPoint, type Polygon } from '@parlance/values';
import type { Intersects, Near, WithinBox, WithinCircle, WithinPolygon } from '../ast.ts';
import { holdsOnSphere } from './sphere.ts';

const RADIANS = Math.PI / 180;

/** The angle between two points as seen from the centre of the earth, in radians: the haversine formula. */
export function distanceBetween(one: GeoPoint, other: GeoPoint): number {
  const byLatitude = Math.sin(((other.latitude - one.latitude) * RADIANS) / 2) ** 2;
  const byLongitude = Math.sin(((other.longitude - one.longitude) * RADIANS) / 2) ** 2;
  const haversine = byLatitude + Math.cos(one.latitude * RADIANS) * Math.cos(other.latitude * RADIANS) * byLongitude;
  return 2 * Math.asin(Math.sqrt(Math.min(haversine, 1)));
}

export function isNear({ point, minRadians = 0, maxRadians = Infinity }: Near, at: GeoPoint): boolean {
  const distance = distanceBetween(point, at);
  return distance >= minRadians && distance <= maxRadians;
}

export function isInCircle({ center, radians }: WithinCircle, at: GeoPoint): boolean {
  return distanceBetween(center, at) <= radians;
}

export function isInBox({ southwest, northeast }: WithinBox, { latitude, longitude }: GeoPoint): boolean {
  const between = latitude >= southwest.latitude && latitude <= northeast.latitude;
  return between && longitude >= southwest.longitude && longitude <= northeast.longitude;
}

/** Counts the sides that a ray to the east crosses. On the border itself either answer may come out, as in MongoDB. */
export function isInPolygon({ points }: WithinPolygon, { latitude, longitude }: GeoPoint): boolean {
  let inside = false;
  for (let at = 0, before = points.length - 1; at < points.length; before = at++) {
    const one = points[at] as GeoPoint;
    const other = points[before] as GeoPoint;
    if (one.latitude > latitude === other.latitude > latitude) continue;
    const slope = (other.longitude - one.longitude) / (other.latitude - one.latitude);
    if (longitude < slope * (latitude - one.latitude) + one.longitude) inside = !inside;
  }
  return inside;
}

export function holdsPoint({ point }: Intersects, polygon: Polygon): boolean {
  const corners = polygon.coordinates.slice(0, -1).map(([latitude, longitude]) => new GeoPoint(latitude, longitude));
  return holdsOnSphere(corners, point);
}
