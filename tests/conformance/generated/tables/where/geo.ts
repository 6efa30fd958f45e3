import { geo, polygon } from '../../../values.ts';
import type { Step } from '../../../subject.ts';
import { cross } from '../../group.ts';
import { where } from './asked.ts';

/** Geo constraints: forms, and points in and out of range. */
const CORNERS = [geo(0, 0), geo(0, 30), geo(30, 30)];
const GEO: Readonly<Record<string, unknown>> = {
  $nearSphere: { $nearSphere: geo(10, 20) },
  '$nearSphere with a distance': { $nearSphere: geo(10, 20), $maxDistance: 0.5 },
  '$nearSphere in radians': { $nearSphere: geo(10, 20), $maxDistanceInRadians: 0.5 },
  '$nearSphere in miles': { $nearSphere: geo(10, 20), $maxDistanceInMiles: 100 },
  '$nearSphere in kilometers': { $nearSphere: geo(10, 20), $maxDistanceInKilometers: 100 },
  '$nearSphere with distance zero': { $nearSphere: geo(10, 20), $maxDistance: 0 },
  '$nearSphere with a negative distance': { $nearSphere: geo(10, 20), $maxDistance: -1 },
  '$nearSphere with a distance in words': { $nearSphere: geo(10, 20), $maxDistance: 'far' },
  '$nearSphere with distance null': { $nearSphere: geo(10, 20), $maxDistance: null },
  '$nearSphere out of range': { $nearSphere: geo(100, 20) },
  '$nearSphere with a longitude out of range': { $nearSphere: geo(10, 200) },
  '$nearSphere of a string': { $nearSphere: 'here' },
  '$nearSphere null': { $nearSphere: null },
  '$nearSphere of a pair': { $nearSphere: [20, 10] },
  '$nearSphere without a type': { $nearSphere: { latitude: 10, longitude: 20 } },
  '$maxDistance alone': { $maxDistance: 1 },
  '$within $box': { $within: { $box: [geo(0, 0), geo(30, 30)] } },
  '$within $box swapped': { $within: { $box: [geo(30, 30), geo(0, 0)] } },
  '$within $box of one': { $within: { $box: [geo(0, 0)] } },
  '$within $box empty': { $within: { $box: [] } },
  '$within $box out of range': { $within: { $box: [geo(0, 0), geo(100, 200)] } },
  '$within $box of pairs': {
    $within: {
      $box: [
        [0, 0],
        [30, 30],
      ],
    },
  },
  '$within $box null': { $within: { $box: null } },
  '$within empty': { $within: {} },
  '$within null': { $within: null },
  '$geoWithin $polygon': { $geoWithin: { $polygon: CORNERS } },
  '$geoWithin $polygon of two': { $geoWithin: { $polygon: CORNERS.slice(1) } },
  '$geoWithin $polygon of pairs': {
    $geoWithin: {
      $polygon: [
        [0, 0],
        [0, 30],
        [30, 30],
      ],
    },
  },
  '$geoWithin $polygon of strings': { $geoWithin: { $polygon: ['a', 'b', 'c'] } },
  '$geoWithin $polygon empty': { $geoWithin: { $polygon: [] } },
  '$geoWithin $polygon out of range': { $geoWithin: { $polygon: [geo(0, 0), geo(0, 30), geo(100, 30)] } },
  '$geoWithin $polygon number': { $geoWithin: { $polygon: 5 } },
  '$geoWithin Polygon': { $geoWithin: { $polygon: polygon([0, 0], [0, 30], [30, 30]) } },
  '$geoWithin $centerSphere': { $geoWithin: { $centerSphere: [geo(10, 20), 0.5] } },
  '$geoWithin $centerSphere of a pair': { $geoWithin: { $centerSphere: [[20, 10], 0.5] } },
  '$geoWithin $centerSphere without a radius': { $geoWithin: { $centerSphere: [geo(10, 20)] } },
  '$geoWithin $centerSphere with a negative radius': { $geoWithin: { $centerSphere: [geo(10, 20), -1] } },
  '$geoWithin $centerSphere with a radius in words': { $geoWithin: { $centerSphere: [geo(10, 20), 'far'] } },
  '$geoWithin $centerSphere out of range': { $geoWithin: { $centerSphere: [geo(100, 20), 1] } },
  '$geoWithin $centerSphere number': { $geoWithin: { $centerSphere: 5 } },
  '$geoWithin $centerSphere empty': { $geoWithin: { $centerSphere: [] } },
  '$geoWithin empty': { $geoWithin: {} },
  '$geoWithin null': { $geoWithin: null },
  $geoIntersects: { $geoIntersects: { $point: geo(5, 5) } },
  '$geoIntersects out of range': { $geoIntersects: { $point: geo(100, 5) } },
  '$geoIntersects of a pair': { $geoIntersects: { $point: [5, 5] } },
  '$geoIntersects of a string': { $geoIntersects: { $point: 'here' } },
  '$geoIntersects empty': { $geoIntersects: {} },
  '$geoIntersects null': { $geoIntersects: null },
};
const FORMS: Readonly<Record<string, (constraint: unknown, field: string) => Step>> = {
  alone: (constraint, field) => where('', { [field]: constraint }),
  'in $or': (constraint, field) => where('', { $or: [{ [field]: constraint }, { number: 7 }] }),
  'in $and': (constraint, field) => where('', { $and: [{ [field]: constraint }, { number: 5 }] }),
  'in $nor': (constraint, field) => where('', { $nor: [{ [field]: constraint }] }),
  counted: (constraint, field) => where('', { [field]: constraint }, { count: 1, limit: 0 }),
  'counted in $or': (constraint, field) => where('', { $or: [{ [field]: constraint }, { number: 7 }] }, { count: 1, limit: 0 }),
  'with an order': (constraint, field) => where('', { [field]: constraint }, { order: '-number' }),
};

export const geoForms = [
  ...cross(GEO, FORMS, (title, constraint, form) => ({ ...form(constraint, 'geopoint'), title: `geopoint ${title}` })),
  ...cross({ polygon: 'polygon', string: 'string', missing: 'missing' }, GEO, (title, field, constraint) =>
    where(title, { [field]: constraint }),
  ),
];
