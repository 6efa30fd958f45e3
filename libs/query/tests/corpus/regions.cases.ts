import { FIELD_TYPES } from '@parlance/values';
import { family, geoPoint } from './family.ts';

const { GeoPoint, Polygon, String } = FIELD_TYPES;

const polygon = (...coordinates: [latitude: number, longitude: number][]) => ({ __type: 'Polygon', coordinates });

/**
 * Contents of boxes, polygons and circles, and the polygons that hold a point. Points on borders are in boxes, and belong to no case
 * else.
 */
export const regions = family(
  'Regions',
  { place: GeoPoint, area: Polygon, kind: String },
  {
    mission: { place: geoPoint(37.76, -122.42), kind: 'district' },
    airport: { place: geoPoint(37.6189, -122.375) },
    oakland: { place: geoPoint(37.8044, -122.2711), kind: 'city' },
    corner: { place: geoPoint(37.71, -122.53) },
    fiji: { place: geoPoint(-18.1416, 178.4419), kind: 'city' },
    nil: { place: null, area: null },
    none: {},
    small: { area: polygon([0, 0], [0, 2], [2, 2]) },
    wide: { area: polygon([40, -60], [40, 60], [10, 60], [10, -60]) },
    pacific: { area: polygon([-20, 170], [-20, -170], [0, -170], [0, 170]) },
  },
  [
    {
      title: 'QRY-47 a box around San Francisco, its corners included',
      where: { place: { $within: { $box: [geoPoint(37.71, -122.53), geoPoint(37.82, -122.37)] } } },
      ids: ['corner', 'mission'],
      filter: { place: { $geoWithin: { $box: [[-122.53, 37.71], [-122.37, 37.82]] } } }, // prettier-ignore
    },
    {
      title: 'QRY-47 a box with a further constraint',
      where: { place: { $within: { $box: [geoPoint(37, -123), geoPoint(38, -122)] } }, kind: 'city' },
      ids: ['oakland'],
      filter: { place: { $geoWithin: { $box: [[-123, 37], [-122, 38]] } }, kind: { $eq: 'city' } }, // prettier-ignore
    },
    {
      title: 'a polygon of points',
      where: { place: { $geoWithin: { $polygon: [geoPoint(37.7, -122.5), geoPoint(37.85, -122.5), geoPoint(37.85, -122.2)] } } },
      ids: ['mission'],
      filter: { place: { $geoWithin: { $polygon: [[-122.5, 37.7], [-122.5, 37.85], [-122.2, 37.85]] } } }, // prettier-ignore
    },
    {
      title: 'a Polygon, by latitude and longitude',
      where: { place: { $geoWithin: { $polygon: polygon([37.7, -122.5], [37.85, -122.5], [37.85, -122.2]) } } },
      ids: ['mission'],
      filter: { place: { $geoWithin: { $polygon: [[-122.5, 37.7], [-122.5, 37.85], [-122.2, 37.85]] } } }, // prettier-ignore
    },
    {
      title: 'a circle',
      where: { place: { $geoWithin: { $centerSphere: [geoPoint(37.76, -122.42), 17 / 6_371] } } },
      ids: ['airport', 'corner', 'mission', 'oakland'],
      filter: { place: { $geoWithin: { $centerSphere: [[-122.42, 37.76], 17 / 6_371] } } },
    },
    {
      title: 'a circle around a pair of longitude and latitude',
      where: { place: { $geoWithin: { $centerSphere: [[-122.42, 37.76], 13 / 6_371] } } },
      ids: ['corner', 'mission'],
      filter: { place: { $geoWithin: { $centerSphere: [[-122.42, 37.76], 13 / 6_371] } } },
    },
    {
      title: 'a circle around everything',
      where: { place: { $geoWithin: { $centerSphere: [geoPoint(0, 0), 100] } } },
      ids: ['airport', 'corner', 'fiji', 'mission', 'oakland'],
      filter: { place: { $geoWithin: { $centerSphere: [[0, 0], Math.PI] } } },
    },
    {
      title: 'QRY-41 boxes, polygons and circles in branches',
      where: {
        $or: [
          { place: { $within: { $box: [geoPoint(37.75, -123), geoPoint(37.77, -122)] } } },
          { place: { $geoWithin: { $centerSphere: [geoPoint(-18, 178), 0.05] } } },
          { place: { $geoWithin: { $polygon: [geoPoint(37.6, -122.4), geoPoint(37.65, -122.4), geoPoint(37.62, -122.3)] } } },
        ],
      },
      ids: ['airport', 'fiji', 'mission'],
      filter: {
        $or: [
          { place: { $geoWithin: { $box: [[-123, 37.75], [-122, 37.77]] } } }, // prettier-ignore
          { place: { $geoWithin: { $centerSphere: [[178, -18], 0.05] } } },
          { place: { $geoWithin: { $polygon: [[-122.4, 37.6], [-122.4, 37.65], [-122.3, 37.62]] } } }, // prettier-ignore
        ],
      },
    },
    {
      title: 'outside of a box is what has no place, too',
      where: { $nor: [{ place: { $within: { $box: [geoPoint(37, -123), geoPoint(38, -122)] } } }] },
      ids: ['fiji', 'nil', 'none', 'pacific', 'small', 'wide'],
      filter: { $nor: [{ place: { $geoWithin: { $box: [[-123, 37], [-122, 38]] } } }] }, // prettier-ignore
    },
    {
      title: 'polygons that hold a point',
      where: { area: { $geoIntersects: { $point: geoPoint(0.5, 1) } } },
      ids: ['small'],
      filter: { area: { $geoIntersects: { $geometry: { type: 'Point', coordinates: [1, 0.5] } } } },
    },
    {
      title: 'the sides of polygons are great circles',
      where: { area: { $geoIntersects: { $point: geoPoint(50, 0) } } },
      ids: ['wide'],
      filter: { area: { $geoIntersects: { $geometry: { type: 'Point', coordinates: [0, 50] } } } },
    },
    {
      title: 'polygons across the date line',
      where: { area: { $geoIntersects: { $point: geoPoint(-10, 179) } } },
      ids: ['pacific'],
      filter: { area: { $geoIntersects: { $geometry: { type: 'Point', coordinates: [179, -10] } } } },
    },
  ],
);
