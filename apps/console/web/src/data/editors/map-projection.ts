import { geoEquirectangular, type GeoProjection } from 'd3-geo';

export const MAP_WIDTH = 440;
export const MAP_HEIGHT = 220;
export const ZOOM_MAX = 16;
/** As fine as a click on the screen is: 0.0001° are 11 metres. */
const DIGITS = 4;

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** The whole world, or a part of it around a place. @param zoom 1 shows the whole world */
export function projectionOf(zoom: number, around: Place | undefined): GeoProjection {
  const world = geoEquirectangular().fitSize([MAP_WIDTH, MAP_HEIGHT], { type: 'Sphere' });
  if (zoom === 1) return world;
  const { latitude = 0, longitude = 0 } = around ?? {};
  return world
    .scale(world.scale() * zoom)
    .rotate([-longitude, 0])
    .center([0, latitude])
    .translate([MAP_WIDTH / 2, MAP_HEIGHT / 2])
    .clipExtent([
      [0, 0],
      [MAP_WIDTH, MAP_HEIGHT],
    ]);
}

const rounded = (value: number): number => Number(value.toFixed(DIGITS));

/** The place at a point of the map; undefined beside the world. */
export function placeAt(projection: GeoProjection, [x, y]: readonly [number, number]): Place | undefined {
  const [longitude, latitude] = projection.invert?.([x, y]) ?? [NaN, NaN];
  const isOnMap = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isOnMap ? { latitude: rounded(latitude), longitude: rounded(longitude) } : undefined;
}

/** The place that two texts say; undefined while they say none. */
export function placeOf(latitude: string, longitude: string): Place | undefined {
  if (latitude.trim() === '' || longitude.trim() === '') return undefined;
  const place = { latitude: Number(latitude), longitude: Number(longitude) };
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined;
}
