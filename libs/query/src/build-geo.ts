import type { GeoPoint } from '@parlance/values';
import type { FieldPath, Intersects, Near, WithinBox, WithinCircle, WithinPolygon } from './ast.ts';

/** Builders of conditions on places, frozen as those of build.ts. Points are in range: GeoPoints are checked where they are read. */

/** @param bounds in radians; undefined for none */
export function near(
  field: FieldPath,
  point: GeoPoint,
  { minRadians, maxRadians }: { readonly minRadians?: number | undefined; readonly maxRadians?: number | undefined } = {},
): Near {
  return Object.freeze({ kind: 'near', field, point, minRadians, maxRadians });
}

export const withinBox = (field: FieldPath, southwest: GeoPoint, northeast: GeoPoint): WithinBox =>
  Object.freeze({ kind: 'withinBox', field, southwest, northeast });

/** Takes `points` over: the list is frozen. */
export const withinPolygon = (field: FieldPath, points: readonly GeoPoint[]): WithinPolygon =>
  Object.freeze({ kind: 'withinPolygon', field, points: Object.freeze(points) });

export const withinCircle = (field: FieldPath, center: GeoPoint, radians: number): WithinCircle =>
  Object.freeze({ kind: 'withinCircle', field, center, radians });

export const intersects = (field: FieldPath, point: GeoPoint): Intersects => Object.freeze({ kind: 'intersects', field, point });
