import fc from 'fast-check';
import { intersects, near, withinBox, withinCircle, withinPolygon, type Condition } from '@parlance/query';
import { GeoPoint, Polygon } from '@parlance/values';

/**
 * Random places and conditions on them. On a border itself the two executors may differ, since they round differently; so a condition is
 * left out when one of the places lies within BORDER of one of its borders. There are few places, and so few are left out.
 */

const LATITUDES = [-88.7, -47.3, -12.9, -0.6, 0.4, 3.1, 12.7, 45.2, 61.9, 89.3];
const LONGITUDES = [-179.2, -120.4, -12.3, -0.7, 0.6, 2.9, 13.1, 95.8, 178.6];
const PLACES = [new GeoPoint(0, 0), new GeoPoint(1, 2), new GeoPoint(90, 180), ...LATITUDES.flatMap((at) => LONGITUDES.map((to) => new GeoPoint(at, to)))]; // prettier-ignore
export const place = fc.constantFrom(...PLACES);

/** By latitude and longitude: small and large, concave, across the date line, around a pole. */
const AREAS = [
  [[0, 0], [0, 2], [2, 2]],
  [[-1, -1], [-1, 4], [4, 4], [4, -1]],
  [[-20, -20], [0.7, 1], [-20, 20], [40, 1.2]],
  [[-50, 170], [-50, -170], [70, -170], [70, 170]],
  [[80, 0], [80, 90], [80, 180], [80, -90]],
  [[-30, -60], [-30, 60], [70, 60], [70, -60]],
] as const; // prettier-ignore
export const area = fc.constantFrom(...AREAS.map(([first, ...others]) => new Polygon([first, ...others, first] as [number, number][])));

/** Degrees on the flat map, and 1/60 of that on the sphere: far above the rounding of doubles, far below the distance of places. */
const BORDER = 1e-6;
const BORDER_RADIANS = BORDER / 60;

const corner = fc.record({ latitude: fc.integer({ min: -30, max: 30 }), longitude: fc.integer({ min: -60, max: 60 }) }).map(
  ({ latitude, longitude }) => new GeoPoint(latitude * 3 + 0.05, longitude * 3 + 0.05), // within ±90.05 and ±180.05
).filter(({ latitude, longitude }) => latitude <= 90 && longitude <= 180); // prettier-ignore
const radians = fc.constantFrom(0, 0.001, 0.03, 0.3, 1, 1.7, 3, Math.PI, 4);

const circle = fc
  .tuple(fc.oneof(place, corner), radians)
  .filter(([center, at]) => isOffCircle(center, at))
  .map(([center, at]) => withinCircle('g', center, at));

const box = fc
  .tuple(corner, corner)
  .map(([a, b]): readonly [GeoPoint, GeoPoint] => [
    new GeoPoint(Math.min(a.latitude, b.latitude), Math.min(a.longitude, b.longitude)),
    new GeoPoint(Math.max(a.latitude, b.latitude), Math.max(a.longitude, b.longitude)),
  ])
  .map(([southwest, northeast]) => withinBox('g', southwest, northeast)); // corners end in 0.05, places do not

const polygon = fc
  .uniqueArray(corner, { minLength: 3, maxLength: 6, selector: ({ latitude, longitude }) => `${latitude},${longitude}` })
  .filter((points) => PLACES.every((at) => isOffSides(points, at)))
  .map((points) => withinPolygon('g', points));

const crossing = fc
  .oneof(place, corner)
  .filter((point) => AREAS.every((ring) => isOffGreatCircles(ring, point)))
  .map((point) => intersects('area', point));

/** Conditions on the GeoPoint `g` and the Polygon `area` that may stand anywhere. */
export const placeCondition: fc.Arbitrary<Condition> = fc.oneof(circle, box, polygon, crossing);

/** Those that may stand beside all others only. */
export const nearCondition: fc.Arbitrary<Condition> = fc
  .record({
    point: fc.oneof(place, corner),
    minRadians: fc.option(radians, { nil: undefined }),
    maxRadians: fc.option(radians, { nil: undefined }),
  }) // prettier-ignore
  .filter(({ point, minRadians = 0, maxRadians = 0 }) => isOffCircle(point, minRadians) && isOffCircle(point, maxRadians))
  .map(({ point, ...bounds }) => near('g', point, bounds));

/** A circle of no size holds its centre, and one around everything has no border. */
function isOffCircle(center: GeoPoint, at: number): boolean {
  if (at === 0 || at >= Math.PI) return PLACES.every((other) => isSame(other, center) || angle(center, other) < Math.PI - BORDER_RADIANS);
  return PLACES.every((other) => Math.abs(angle(center, other) - at) > BORDER_RADIANS);
}

function isSame(one: GeoPoint, other: GeoPoint): boolean {
  return one.latitude === other.latitude && one.longitude === other.longitude;
}

/** Whether a place is far enough from the straight sides of a ring on the flat map. */
function isOffSides(ring: readonly GeoPoint[], { latitude: y, longitude: x }: GeoPoint): boolean {
  return ring.every((one, at) => {
    const other = ring[(at + 1) % ring.length] as GeoPoint;
    const [dx, dy] = [other.longitude - one.longitude, other.latitude - one.latitude];
    const along = ((x - one.longitude) * dx + (y - one.latitude) * dy) / (dx * dx + dy * dy);
    const nearest = Math.min(1, Math.max(0, along));
    return Math.hypot(x - one.longitude - nearest * dx, y - one.latitude - nearest * dy) > BORDER;
  });
}

type Vector = readonly [number, number, number];

function vectorOf(latitude: number, longitude: number): Vector {
  const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}

function cross([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

function dot([ax, ay, az]: Vector, [bx, by, bz]: Vector): number {
  return ax * bx + ay * by + az * bz;
}

/** Another formula than that of the matcher, so that both can be trusted where they agree. */
function angle(one: GeoPoint, other: GeoPoint): number {
  const [a, b] = [vectorOf(one.latitude, one.longitude), vectorOf(other.latitude, other.longitude)];
  return Math.atan2(Math.hypot(...cross(a, b)), dot(a, b));
}

function isOffGreatCircles(ring: readonly (readonly [number, number])[], { latitude, longitude }: GeoPoint): boolean {
  const point = vectorOf(latitude, longitude);
  return ring.every((one, at) => {
    const other = ring[(at + 1) % ring.length] as readonly [number, number];
    const normal = cross(vectorOf(...one), vectorOf(...other));
    return Math.abs(dot(normal, point)) / Math.hypot(...normal) > BORDER_RADIANS;
  });
}
