import type { GeoPoint } from '@parlance/values';
import type { Condition, Intersects, Near, WithinBox, WithinCircle, WithinPolygon } from '../ast.ts';
import { and } from '../build.ts';
import { distances, RADIANS_MOST } from '../distances.ts';
import type { MongoFilter } from './combine.ts';

/** MongoDB's own, by which it turns metres into radians. Ours are radians already, so that its size does not matter. */
const METRES_OF_A_RADIAN = 6_378_100;

/**
 * The filters of places. Points are stored as `[longitude, latitude]`.
 *
 * A near query is asked in GeoJSON, which a `2dsphere` index alone answers: the `2d` index of adopted databases loses points beyond the
 * date line. Boxes and polygons are flat, on a map of degrees, and served by a `2d` index only; circles by either.
 */
export function nearFilter(path: string, { point, minRadians, maxRadians }: Near): MongoFilter {
  const $nearSphere: Record<string, unknown> = { $geometry: { type: 'Point', coordinates: stored(point) } };
  if (maxRadians !== undefined && maxRadians < RADIANS_MOST) $nearSphere['$maxDistance'] = maxRadians * METRES_OF_A_RADIAN;
  if (minRadians !== undefined) $nearSphere['$minDistance'] = minRadians * METRES_OF_A_RADIAN;
  return { [path]: { $nearSphere } };
}

export function boxFilter(path: string, { southwest, northeast }: WithinBox): MongoFilter {
  return { [path]: { $geoWithin: { $box: [stored(southwest), stored(northeast)] } } };
}

export function polygonFilter(path: string, { points }: WithinPolygon): MongoFilter {
  return { [path]: { $geoWithin: { $polygon: points.map(stored) } } };
}

export function circleFilter(path: string, { center, radians }: WithinCircle): MongoFilter {
  return { [path]: { $geoWithin: { $centerSphere: [stored(center), Math.min(radians, RADIANS_MOST)] } } };
}

export function intersectsFilter(path: string, { point }: Intersects): MongoFilter {
  return { [path]: { $geoIntersects: { $geometry: { type: 'Point', coordinates: stored(point) } } } };
}

/**
 * The condition with a near query as plain distances: the same objects in no order. MongoDB counts, aggregates, and lists distinct values
 * of such only, and a query with an order of its own is better off with it. The same condition when nothing in it is near.
 */
export function withoutOrder(condition: Condition): Condition {
  if (condition.kind === 'near') return distances(condition);
  if (condition.kind !== 'and' || !condition.items.some(({ kind }) => kind === 'near')) return condition;
  return and(...condition.items.map((item) => (item.kind === 'near' ? distances(item) : item)));
}

function stored({ longitude, latitude }: GeoPoint): readonly [number, number] {
  return [longitude, latitude];
}
