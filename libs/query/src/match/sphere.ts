import type { GeoPoint } from '@parlance/values';

type Vector = readonly [x: number, y: number, z: number];

const RADIANS = Math.PI / 180;

/**
 * Whether a polygon on a sphere holds a point. Its sides are the shortest ways between its corners, and of the two parts into which they
 * cut the sphere the smaller is meant, as MongoDB has it. On the border itself either answer may come out.
 *
 * Counts the sides that lie on the way from the point to one that is surely outside: opposite to the middle of the corners.
 */
export function holdsOnSphere(corners: readonly GeoPoint[], point: GeoPoint): boolean {
  const ring = corners.map(vectorOf);
  const outside = opposite(ring);
  const from = vectorOf(point);
  let crossings = 0;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    if (cross(from, outside, ring[before] as Vector, ring[at] as Vector)) crossings++;
  }
  return crossings % 2 === 1;
}

function vectorOf({ latitude, longitude }: GeoPoint): Vector {
  const around = Math.cos(latitude * RADIANS);
  return [around * Math.cos(longitude * RADIANS), around * Math.sin(longitude * RADIANS), Math.sin(latitude * RADIANS)];
}

/** Turned a little out of line, so that the way from the very middle is a definite one. */
function opposite(ring: readonly Vector[]): Vector {
  const sum = ring.reduce<Vector>(([x, y, z], [dx, dy, dz]) => [x + dx, y + dy, z + dz], [0, 0, 0]);
  const length = Math.hypot(...sum) || 1;
  return [-sum[0] / length + 1.3e-7, -sum[1] / length - 0.7e-7, -sum[2] / length + 0.9e-7];
}

/** Whether the shortest ways from a to b and from c to d cross. */
function cross(a: Vector, b: Vector, c: Vector, d: Vector): boolean {
  const ab = normal(a, b);
  const acb = -dot(ab, c);
  const bda = dot(ab, d);
  if (acb * bda <= 0) return false;
  const cd = normal(c, d);
  const cbd = -dot(cd, b);
  const dac = dot(cd, a);
  return acb * cbd > 0 && acb * dac > 0;
}

function normal([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

function dot([ax, ay, az]: Vector, [bx, by, bz]: Vector): number {
  return ax * bx + ay * by + az * bz;
}
