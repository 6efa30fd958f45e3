import { FIELD_TYPES } from '@parlance/values';
import { family, geoPoint, NOWHERE } from './family.ts';

const { Array, GeoPoint, Number, Object } = FIELD_TYPES;

const ROME = geoPoint(41.8933, 12.4829);
/** The filter's form of it: longitude first. */
const AT_ROME = { type: 'Point', coordinates: [12.4829, 41.8933] };
const METRES_OF_A_RADIAN = 6_378_100;
const KM_OF_A_RADIAN = 6_371;
const MILES_OF_A_RADIAN = 3_959;

export const near = family(
  'Near',
  { place: GeoPoint, size: Number, o: Object, list: Array },
  {
    rome: { place: ROME, size: 3 },
    ostia: { place: geoPoint(41.7326, 12.2787), size: 1 }, // 25 km
    naples: { place: geoPoint(40.8359, 14.2488), size: 2 }, // 188 km
    sydney: { place: geoPoint(-33.8698, 151.2083), size: 3 },
    suva: { place: geoPoint(-18.1416, 178.4419) },
    apia: { place: geoPoint(-13.8344, -171.7692) }, // 1,150 km from Suva, across the date line
    nil: { place: null },
    none: { size: 1 },
    inside: { o: { place: ROME }, list: [ROME] },
  },
  [
    {
      title: 'QRY-43 everywhere that there is a place',
      where: { place: { $nearSphere: ROME } },
      ids: ['apia', 'naples', 'ostia', 'rome', 'suva', 'sydney'],
      filter: { place: { $nearSphere: { $geometry: AT_ROME } } },
    },
    {
      title: 'QRY-45 QRY-46 within radians',
      where: { place: { $nearSphere: ROME, $maxDistance: 100 / KM_OF_A_RADIAN } },
      ids: ['ostia', 'rome'],
      filter: { place: { $nearSphere: { $geometry: AT_ROME, $maxDistance: (100 / KM_OF_A_RADIAN) * METRES_OF_A_RADIAN } } },
    },
    {
      title: 'QRY-46 within kilometres',
      where: { place: { $nearSphere: ROME, $maxDistanceInKilometers: 200 } },
      ids: ['naples', 'ostia', 'rome'],
      filter: { place: { $nearSphere: { $geometry: AT_ROME, $maxDistance: (200 / KM_OF_A_RADIAN) * METRES_OF_A_RADIAN } } },
    },
    {
      title: 'QRY-46 within miles',
      where: { place: { $nearSphere: ROME, $maxDistanceInMiles: 100 } },
      ids: ['ostia', 'rome'],
      filter: { place: { $nearSphere: { $geometry: AT_ROME, $maxDistance: (100 / MILES_OF_A_RADIAN) * METRES_OF_A_RADIAN } } },
    },
    {
      title: 'no nearer than',
      where: { place: { $nearSphere: ROME, $minDistanceInKilometers: 10, $maxDistanceInKilometers: 1_000 } },
      ids: ['naples', 'ostia'],
      filter: {
        place: {
          $nearSphere: {
            $geometry: AT_ROME,
            $maxDistance: (1_000 / KM_OF_A_RADIAN) * METRES_OF_A_RADIAN,
            $minDistance: (10 / KM_OF_A_RADIAN) * METRES_OF_A_RADIAN,
          },
        },
      },
    },
    {
      title: 'at the very place',
      where: { place: { $nearSphere: ROME, $maxDistance: 0 } },
      ids: ['rome'],
      filter: { place: { $nearSphere: { $geometry: AT_ROME, $maxDistance: 0 } } },
    },
    {
      title: 'farther than half around the earth is everywhere',
      where: { place: { $nearSphere: ROME, $maxDistance: 4 } },
      ids: ['apia', 'naples', 'ostia', 'rome', 'suva', 'sydney'],
      filter: { place: { $nearSphere: { $geometry: AT_ROME } } },
    },
    {
      title: 'across the date line',
      where: { place: { $nearSphere: geoPoint(-16, 179.9), $maxDistanceInKilometers: 1_200 } },
      ids: ['apia', 'suva'],
      filter: {
        place: {
          $nearSphere: {
            $geometry: { type: 'Point', coordinates: [179.9, -16] },
            $maxDistance: (1_200 / KM_OF_A_RADIAN) * METRES_OF_A_RADIAN,
          },
        },
      },
    },
    {
      title: 'QRY-43 with other constraints, on the field itself too',
      where: { place: { $exists: true, $nearSphere: ROME }, size: { $lt: 3 } },
      ids: ['naples', 'ostia'],
      filter: { place: { $exists: true }, size: { $lt: 3 }, $and: [{ place: { $nearSphere: { $geometry: AT_ROME } } }] },
    },
    { title: 'a field that the class has not', where: { absent: { $nearSphere: ROME } }, ids: [], filter: NOWHERE },
    { title: 'inside of a dictionary nothing is a place', where: { 'o.place': { $nearSphere: ROME } }, ids: [], filter: NOWHERE },
    { title: 'inside of a list nothing is a place', where: { 'list.0': { $nearSphere: ROME } }, ids: [], filter: NOWHERE },
  ],
);
