import { ParseError } from '@parlance/errors';
import { isDegrees } from './geo-point.ts';
import type { JsonObject, UnknownObject } from './json.ts';

type Ring = readonly (readonly [number, number])[];

/** A closed ring of at least three distinct points, as `[latitude, longitude]` pairs; the last pair repeats the first. */
export class Polygon {
  readonly coordinates: readonly (readonly [latitude: number, longitude: number])[];
  constructor(coordinates: readonly (readonly [number, number])[]) {
    this.coordinates = coordinates;
  }
}

/**
 * Closes an open ring.
 * @throws IncorrectType (111) when coordinates are not pairs of degrees, or fewer than three are distinct
 */
export function polygonFromJson(json: UnknownObject): Polygon {
  const ring = ringOf(json['coordinates'], false);
  if (ring === undefined || !ring.every(([latitude, longitude]) => isDegrees(latitude, 90) && isDegrees(longitude, 180))) {
    throw new ParseError('IncorrectType', 'This is not a valid Polygon');
  }
  if (new Set(ring.map(([latitude, longitude]) => `${latitude},${longitude}`)).size < 3) {
    throw new ParseError('IncorrectType', 'A Polygon needs at least 3 distinct points.');
  }
  return new Polygon(closed(ring));
}

/** JSON form, which is also the stored form inside arrays and dictionaries. */
export function polygonToJson(coordinates: Ring): JsonObject {
  return { __type: 'Polygon', coordinates };
}

/** Stored form of a Polygon field: GeoJSON, longitude first. */
export function polygonToStored(polygon: Polygon): { readonly type: 'Polygon'; readonly coordinates: readonly [Ring] } {
  return { type: 'Polygon', coordinates: [polygon.coordinates.map(([latitude, longitude]) => [longitude, latitude] as const)] };
}

/** Undefined for anything but GeoJSON of one ring; holes, which Parse cannot express, are not met in its data. */
export function polygonFromStored(stored: UnknownObject): Polygon | undefined {
  if (stored['type'] !== 'Polygon' || !Array.isArray(stored['coordinates'])) return undefined;
  const ring = ringOf(stored['coordinates'][0], true);
  return ring === undefined ? undefined : new Polygon(ring);
}

/** Undefined for anything but a list of number pairs. `swapped` turns `[lng, lat]` into `[lat, lng]`. */
export function ringOf(pairs: unknown, swapped: boolean): Ring | undefined {
  if (!Array.isArray(pairs)) return undefined;
  const ring: [number, number][] = [];
  for (const pair of pairs as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [first, second] = pair as unknown[];
    if (typeof first !== 'number' || typeof second !== 'number') return undefined;
    ring.push(swapped ? [second, first] : [first, second]);
  }
  return ring;
}

function closed(ring: Ring): Ring {
  const first = ring[0];
  const last = ring[ring.length - 1];
  if (first === undefined || last === undefined) return ring;
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}
