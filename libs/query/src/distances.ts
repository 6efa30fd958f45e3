import type { Condition, Near } from './ast.ts';
import { and, ne, nor } from './build.ts';
import { withinCircle } from './build-geo.ts';

/** Half around the earth: farther is nothing. */
export const RADIANS_MOST = Math.PI;

/** A near query as plain distances: the same objects in no order. */
export function distances({ field, point, minRadians, maxRadians }: Near): Condition {
  const bounded = maxRadians !== undefined && maxRadians < RADIANS_MOST;
  const most = bounded ? withinCircle(field, point, maxRadians) : ne(field, null);
  return minRadians === undefined || minRadians === 0 ? most : and(most, nor(withinCircle(field, point, minRadians)));
}
