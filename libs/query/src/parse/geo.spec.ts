import { GeoPoint } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { and, eq, exists, nor, or } from '../build.ts';
import { inQuery } from '../build-asked.ts';
import { intersects, near, withinBox, withinCircle, withinPolygon } from '../build-geo.ts';
import { CLASSIC_NEAR_RADIANS, POLYGON_POINTS_MAX, QUERY_LIMITS } from '../limits.ts';
import { parseWhere } from './where.ts';

const point = (latitude: unknown, longitude: unknown) => ({ __type: 'GeoPoint', latitude, longitude });
const here = point(10, 20);
const HERE = new GeoPoint(10, 20);
const CLASSIC = { ...QUERY_LIMITS, classicLimits: true };

const refused = expect.objectContaining({ kind: 'InvalidQuery', code: 102 }) as Error;
const refuses = (constraint: unknown) => expect(() => parseWhere({ g: constraint }), JSON.stringify(constraint)).toThrow(refused);
const refusesShape = (constraint: unknown, message: string) =>
  expect(() => parseWhere({ g: constraint }), JSON.stringify(constraint)).toThrow(
    expect.objectContaining({ kind: 'InvalidJson', code: 107, message }),
  );

describe('$nearSphere', () => {
  it('QRY-46 reads distances in radians, miles and kilometres', () => {
    expect(parseWhere({ g: { $nearSphere: here } })).toEqual(near('g', HERE));
    expect(parseWhere({ g: { $nearSphere: here, $maxDistance: 0.1 } })).toEqual(near('g', HERE, { maxRadians: 0.1 }));
    expect(parseWhere({ g: { $nearSphere: here, $maxDistanceInRadians: 0.1 } })).toEqual(near('g', HERE, { maxRadians: 0.1 }));
    expect(parseWhere({ g: { $nearSphere: here, $maxDistanceInMiles: 3_959 } })).toEqual(near('g', HERE, { maxRadians: 1 }));
    expect(parseWhere({ g: { $maxDistanceInKilometers: 6_371, $nearSphere: here } })).toEqual(near('g', HERE, { maxRadians: 1 }));
    expect(parseWhere({ g: { $nearSphere: here, $minDistance: 0.1, $maxDistance: 0.2 } })).toEqual(
      near('g', HERE, { minRadians: 0.1, maxRadians: 0.2 }),
    );
    expect(parseWhere({ g: { $nearSphere: here, $minDistanceInKilometers: 6_371 } })).toEqual(near('g', HERE, { minRadians: 1 }));
  });

  it('takes the narrower of two distances, and other constraints beside it', () => {
    expect(parseWhere({ g: { $nearSphere: here, $maxDistance: 0.1, $maxDistanceInMiles: 3_959, $exists: true }, n: 1 })).toEqual(
      and(near('g', HERE, { maxRadians: 0.1 }), exists('g', true), eq('n', 1)),
    );
  });

  it('QRY-44 reaches 100 miles where nothing else is said, under classicLimits only', () => {
    expect(parseWhere({ g: { $nearSphere: here } }, CLASSIC)).toEqual(near('g', HERE, { maxRadians: CLASSIC_NEAR_RADIANS }));
    expect(parseWhere({ g: { $nearSphere: here, $maxDistanceInMiles: 3_959 } }, CLASSIC)).toEqual(near('g', HERE, { maxRadians: 1 }));
  });

  it.each([-1, NaN, Infinity, '1', null, true, [], {}])('refuses %j as a distance', (distance) => {
    for (const word of ['$maxDistance', '$maxDistanceInMiles', '$maxDistanceInKilometers', '$maxDistanceInRadians', '$minDistance']) {
      refuses({ $nearSphere: here, [word]: distance });
    }
  });

  it('refuses a distance from nowhere', () => {
    for (const word of ['$maxDistance', '$maxDistanceInMiles', '$minDistanceInRadians']) refuses({ [word]: 1 });
  });

  it.each<[unknown]>([
    [point(91, 0)],
    [point(0, 180.5)],
    [point('1', 2)],
    [point(null, 2)],
    [point(NaN, 2)],
    [{ __type: 'GeoPoint' }],
    [{ __type: 'Polygon', coordinates: [[0, 0], [0, 1], [1, 1]] }], // prettier-ignore
    [[10, 20]],
    ['10,20'],
    [null],
    [7],
  ])('QRY-48 refuses to be near %j', (place) => {
    refuses({ $nearSphere: place });
  });

  it('QRY-41 has no place in a branch, at any depth', () => {
    const nearby = { g: { $nearSphere: here } };
    for (const where of [
      { $or: [nearby] },
      { $nor: [nearby] },
      { $or: [{ n: 1 }, { $and: [nearby, { n: 2 }] }] },
      { $and: [{ $or: [nearby] }] },
    ]) {
      expect(() => parseWhere(where), JSON.stringify(where)).toThrow(refused);
    }
    expect(parseWhere({ $and: [nearby, { $or: [{ n: 1 }] }] })).toEqual(and(near('g', HERE), or(eq('n', 1))));
  });

  it('is a circle in a branch, where it has a distance', () => {
    const nearby = { g: { $nearSphere: here, $maxDistance: 0.5 } };
    const circle = withinCircle('g', HERE, 0.5);
    expect(parseWhere({ $or: [nearby, { n: 1 }] })).toEqual(or(circle, eq('n', 1)));
    expect(parseWhere({ $nor: [{ $and: [nearby, { n: 2 }] }] })).toEqual(nor(and(circle, eq('n', 2))));
    expect(parseWhere({ $or: [nearby, nearby], h: { $nearSphere: here } })).toEqual(and(or(circle, circle), near('h', HERE)));
    const ring = { g: { $nearSphere: here, $maxDistance: 0.5, $minDistance: 0.1 } };
    expect(parseWhere({ $or: [ring] })).toEqual(or(and(circle, nor(withinCircle('g', HERE, 0.1)))));
    expect(() => parseWhere({ $or: [{ g: { $nearSphere: here, $minDistance: 0.1 } }] })).toThrow(refused);
    expect(() => parseWhere({ $or: [nearby] }, CLASSIC)).toThrow(refused);
  });

  it('stands once in a query, and not beside $text', () => {
    const nearby = { g: { $nearSphere: here } };
    expect(() => parseWhere({ $and: [nearby, nearby] })).toThrow(refused);
    expect(() => parseWhere({ ...nearby, s: { $text: { $search: { $term: 'x' } } } })).toThrow(refused);
  });

  it('QRY-49 may stand in a subquery, even of a branch', () => {
    const subquery = { className: '_User', where: { g: { $nearSphere: here } } };
    const asked = inQuery('user', { className: '_User', condition: near('g', HERE), order: [], limit: undefined, skip: 0 });
    expect(parseWhere({ user: { $inQuery: subquery }, g: { $nearSphere: here } })).toEqual(and(asked, near('g', HERE)));
    expect(parseWhere({ $or: [{ user: { $inQuery: subquery } }] })).toEqual(or(asked));
  });
});

describe('$within', () => {
  it('QRY-47 reads a box of two corners', () => {
    expect(parseWhere({ g: { $within: { $box: [point(1, 2), point(3, 4)] } } })).toEqual(
      withinBox('g', new GeoPoint(1, 2), new GeoPoint(3, 4)),
    );
  });

  it('refuses a box that is none, or crosses the date line', () => {
    for (const box of [[], [here], [here, here, here], 'x', null, {}]) {
      refusesShape({ $within: { $box: box } }, 'malformatted $within arg');
      if (box !== null) refusesShape({ $geoWithin: { $box: box } }, 'malformatted $within arg');
    }
    for (const box of [
      [here, 1],
      [point(1, 170), point(2, -170)],
      [point(3, 1), point(1, 2)],
    ]) {
      refuses({ $within: { $box: box } });
    }
    refusesShape({ $within: {} }, 'malformatted $within arg');
    refuses({ $within: { $box: [here, here], $polygon: [] } });
    refusesShape({ $within: { $centerSphere: [here, 1] } }, 'malformatted $within arg');
  });
});

describe('$geoWithin', () => {
  const triangle = [point(0, 0), point(0, 2), point(2, 2)];
  const TRIANGLE = withinPolygon('g', [new GeoPoint(0, 0), new GeoPoint(0, 2), new GeoPoint(2, 2)]);

  it('reads a polygon as points, as a Polygon, and as pairs of longitude and latitude', () => {
    for (const polygon of [
      triangle,
      [...triangle, point(0, 0)],
      { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2]] }, // prettier-ignore
      [[0, 0], [2, 0], [2, 2]], // prettier-ignore
    ]) {
      expect(parseWhere({ g: { $geoWithin: { $polygon: polygon } } })).toEqual(TRIANGLE);
    }
  });

  it('reads a circle around a point or a pair of longitude and latitude', () => {
    for (const center of [here, [20, 10]]) {
      expect(parseWhere({ g: { $geoWithin: { $centerSphere: [center, 0.5] } } })).toEqual(withinCircle('g', HERE, 0.5));
    }
  });

  it('refuses shapes that are none', () => {
    const [a, b] = triangle;
    const inWords: [unknown, string][] = [
      [[], '; $polygon should contain at least 3 GeoPoints'],
      [[a, b], '; $polygon should contain at least 3 GeoPoints'],
      [[a, b, a], '; $polygon should contain at least 3 GeoPoints'],
      [[a, b, 1], ''],
      [[[0, 0], [0, 1], [0, 1, 2]], ''], // prettier-ignore
      ['x', "; $polygon should be Polygon object or Array of Parse.GeoPoint's"],
      [null, "; $polygon should be Polygon object or Array of Parse.GeoPoint's"],
      [{}, "; $polygon should be Polygon object or Array of Parse.GeoPoint's"],
      [{ __type: 'Polygon', coordinates: [[0, 0], [1, 1]] }, '; Polygon.coordinates should contain at least 3 lon/lat pairs'], // prettier-ignore
      [{ __type: 'Polygon', coordinates: 'x' }, '; Polygon.coordinates should contain at least 3 lon/lat pairs'],
    ];
    for (const [polygon, what] of inWords) refusesShape({ $geoWithin: { $polygon: polygon } }, `bad $geoWithin value${what}`);
    const noCircle = 'bad $geoWithin value; $centerSphere ';
    for (const circle of [[], [here], 'x', {}]) {
      refusesShape({ $geoWithin: { $centerSphere: circle } }, `${noCircle}should be an array of Parse.GeoPoint and distance`);
    }
    for (const center of [[1, 2, 3], [1], null, 5]) {
      refusesShape({ $geoWithin: { $centerSphere: [center, 1] } }, `${noCircle}geo point invalid`);
    }
    for (const radians of [-1, NaN, '1', null]) {
      refusesShape({ $geoWithin: { $centerSphere: [here, radians] } }, `${noCircle}distance invalid`);
    }
    for (const [place, text] of [
      [{ $polygon: [a, b, point(100, 0)] }, 'GeoPoint latitude out of bounds: 100 > 90.0.'],
      [{ $polygon: [a, b, [-200, 0]] }, 'GeoPoint longitude out of bounds: -200 < -180.0.'],
      [{ $centerSphere: [point(-91, 0), 1] }, 'GeoPoint latitude out of bounds: -91 < -90.0.'],
    ] as const) {
      expect(() => parseWhere({ g: { $geoWithin: place } })).toThrow(expect.objectContaining({ code: 102, message: text }));
    }
    refuses({ $geoWithin: {} });
    refuses({ $geoWithin: { $geometry: { type: 'Point', coordinates: [1, 2] } } });
    refuses({ $geoWithin: { $polygon: triangle, $centerSphere: [here, 1] } });
  });

  it(`takes ${POLYGON_POINTS_MAX} corners`, () => {
    const ring = (count: number) => Array.from({ length: count }, (_, n) => point(n % 90, n / 100));
    expect(() => parseWhere({ g: { $geoWithin: { $polygon: ring(POLYGON_POINTS_MAX) } } })).not.toThrow();
    refuses({ $geoWithin: { $polygon: ring(POLYGON_POINTS_MAX + 1) } });
  });

  it('QRY-41 boxes and polygons stand in branches, but not under classicLimits; circles always do', () => {
    const box = { g: { $within: { $box: [point(1, 2), point(3, 4)] } } };
    const polygon = { g: { $geoWithin: { $polygon: triangle } } };
    const circle = { g: { $geoWithin: { $centerSphere: [here, 1] } } };
    expect(parseWhere({ $or: [box, polygon, circle] })).toEqual(
      or(withinBox('g', new GeoPoint(1, 2), new GeoPoint(3, 4)), TRIANGLE, withinCircle('g', HERE, 1)),
    );
    for (const shape of [box, polygon]) expect(() => parseWhere({ $or: [shape] }, CLASSIC)).toThrow(refused);
    expect(() => parseWhere({ $or: [circle] }, CLASSIC)).not.toThrow();
    expect(() => parseWhere({ $and: [box, polygon] }, CLASSIC)).not.toThrow();
  });
});

describe('$geoIntersects', () => {
  it('reads a point', () => {
    expect(parseWhere({ area: { $geoIntersects: { $point: here } } })).toEqual(intersects('area', HERE));
  });

  it('refuses anything else', () => {
    for (const json of [{}, { $point: [1, 2] }, { $point: null }, { $geometry: {} }, null]) {
      refusesShape({ $geoIntersects: json }, 'bad $geoIntersect value; $point should be GeoPoint');
    }
    for (const json of [{ $point: point(91, 0) }, { $point: here, $x: 1 }]) refuses({ $geoIntersects: json });
  });
});
