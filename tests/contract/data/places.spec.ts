import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const point = (latitude: number, longitude: number): Json => ({ __type: 'GeoPoint', latitude, longitude });
const EARTH_KM = 6_371;
const MILES_OF_A_KM = 3_959 / 6_371;

/** Great-circle distance in kilometres, by the haversine formula. */
function distanceKm(one: Json, other: Json): number {
  const [a, b, c, d] = [one['latitude'], one['longitude'], other['latitude'], other['longitude']].map((degrees: number) => (degrees * Math.PI) / 180) as [number, number, number, number]; // prettier-ignore
  const h = Math.sin((c - a) / 2) ** 2 + Math.cos(a) * Math.cos(c) * Math.sin((d - b) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

const CENTRE = point(37.77, -122.42);
/** A grid around San Francisco, from 0 to some 250 km away, and one place at the other side of the world. */
const places = Array.from({ length: 120 }, (_, n) => ({
  n,
  even: n % 2 === 0,
  at: point(37.77 + ((n % 11) - 5) * 0.031 * (n / 20), -122.42 + ((n % 7) - 3) * 0.043 * (n / 20)),
}));
const FAR = { n: 500, even: true, at: point(-37, 57) };

describe.each(MODES)('places, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const { anyone } = deployment;
    for (let from = 0; from < places.length; from += 40) await anyone.createMany('Place', places.slice(from, from + 40));
    const far = await anyone.create('Place', FAR);
    await anyone.create('Place', { n: 600, even: true });
    const [near] = (await anyone.find('Place', { where: { n: 0 } })).results;
    await anyone.createMany('Visit', [
      { who: 'near', place: pointer('Place', near?.['objectId'] as string) },
      { who: 'far', place: pointer('Place', far.objectId) },
      { who: 'nowhere' },
    ]);
  });
  afterAll(() => deployment.close());

  const ask = async (where: Json, more: Json = {}): Promise<number[]> =>
    (await deployment.anyone.find('Place', { where, limit: 1_000, ...more })).results.map((place) => place['n'] as number);
  const near = (more: Json = {}): Json => ({ at: { $nearSphere: CENTRE, ...more } });
  const within = (km: number): number[] =>
    places
      .filter(({ at }) => distanceKm(CENTRE, at) <= km)
      .sort((one, other) => distanceKm(CENTRE, one.at) - distanceKm(CENTRE, other.at))
      .map(({ n }) => n);
  const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

  it('QRY-43 QRY-44 finds the nearest first, and all of them', async () => {
    const found = await ask(near());
    expect(found).toHaveLength(121);
    const distances = found.map((n) => distanceKm(CENTRE, n === FAR.n ? FAR.at : (places[n]?.at as Json)));
    for (let at = 1; at < distances.length; at++)
      expect(distances[at] as number).toBeGreaterThanOrEqual((distances[at - 1] as number) - 1e-6);
    expect(found.at(-1)).toBe(FAR.n);
    expect(await ask(near(), { limit: 5 })).toEqual(found.slice(0, 5));
    expect(await ask(near(), { limit: 5, skip: 3 })).toEqual(found.slice(3, 8));
  });

  it('QRY-43 QRY-63 an order that is asked for wins over the distance', async () => {
    expect(await ask(near({ $maxDistanceInKilometers: 40 }), { order: '-n' })).toEqual(sorted(within(40)).reverse());
    expect(await ask(near({ $maxDistanceInKilometers: 40 }), { order: 'n', limit: 3 })).toEqual(sorted(within(40)).slice(0, 3));
    const ids = (await deployment.anyone.find('Place', { where: near(), order: 'objectId', limit: 1_000 })).results.map(
      ({ objectId }) => objectId as string,
    );
    expect(ids).toEqual([...ids].sort());
  });

  it('QRY-45 QRY-46 keeps distances in every unit', async () => {
    const km = 40;
    for (const bound of [{ $maxDistanceInKilometers: km }, { $maxDistanceInMiles: km * MILES_OF_A_KM }, { $maxDistanceInRadians: km / EARTH_KM }, { $maxDistance: km / EARTH_KM }]) {
      const found = await ask(near(bound));
      expect(sorted(found)).toEqual(sorted(within(km)));
      expect(found.map((n) => distanceKm(CENTRE, places[n]?.at as Json).toFixed(3))).toEqual(within(km).map((n) => distanceKm(CENTRE, places[n]?.at as Json).toFixed(3)));
    }
  }); // prettier-ignore

  it('counts places that are near, in every unit, with and without results', async () => {
    const inRange = within(40).length;
    for (const bound of [{ $maxDistanceInKilometers: 40 }, { $maxDistanceInMiles: 40 * MILES_OF_A_KM }, { $maxDistance: 40 / EARTH_KM }]) {
      const { results, count } = await deployment.anyone.find('Place', { where: near(bound), count: 1, limit: 2 });
      expect([results.length, count]).toEqual([2, inRange]);
      expect((await deployment.anyone.find('Place', { where: near(bound), count: 1, limit: 0 })).count).toBe(inRange);
    }
    expect((await deployment.anyone.find('Place', { where: near(), count: 1, limit: 0 })).count).toBe(121);
  });

  it('combines with other constraints, alternatives and hidden objects', async () => {
    const even = within(40).filter((n) => n % 2 === 0);
    expect(sorted(await ask({ ...near({ $maxDistanceInKilometers: 40 }), even: true }))).toEqual(sorted(even));
    expect(
      (await deployment.anyone.find('Place', { where: { ...near({ $maxDistanceInKilometers: 40 }), even: true }, count: 1, limit: 0 }))
        .count,
    ).toBe(even.length);
    const either = { ...near({ $maxDistanceInKilometers: 40 }), $or: [{ n: { $lt: 10 } }, { n: { $gt: 30 } }] };
    expect(sorted(await ask(either))).toEqual(sorted(within(40).filter((n) => n < 10 || n > 30)));
    await deployment.master.create('Place', { n: 0.5, at: CENTRE, ACL: {} });
    expect(await ask(near(), { limit: 1 })).not.toEqual([0.5]);
    expect((await deployment.master.find('Place', { where: near({ $maxDistanceInKilometers: 40 }), count: 1, limit: 0 })).count).toBe(
      within(40).length + 1,
    );
  });

  it('QRY-49 asks places inside of subqueries, all of them or the nearest', async () => {
    const visits = async (subquery: Json, key = '$inQuery'): Promise<string> =>
      (await deployment.anyone.find('Visit', { where: { place: { [key]: { className: 'Place', ...subquery } } }, order: 'who' })).results
        .map(({ who }) => who as string)
        .join();
    expect(await visits({ where: near({ $maxDistanceInKilometers: 10 }) })).toBe('near');
    expect(await visits({ where: near() })).toBe('far,near');
    expect(await visits({ where: near({ $maxDistanceInKilometers: 10 }) }, '$notInQuery')).toBe('far,nowhere');
    expect(await visits({ where: near(), limit: 1 })).toBe('near');
    expect(await visits({ where: near(), skip: 100, limit: 100 })).toBe('far');
    const box = { at: { $within: { $box: [point(37, -123), point(38, -122)] } } };
    expect(await visits({ where: box })).toBe('near');
    const selected = { n: { $select: { query: { className: 'Place', where: near({ $maxDistanceInKilometers: 1 }) }, key: 'n' } } };
    expect(await ask(selected, { order: 'n' })).toEqual(sorted(within(1)));
  });

  it('QRY-47 finds places in a box, a polygon and a circle', async () => {
    const inBox = places.filter(({ at }) => at['latitude'] >= 37.7 && at['latitude'] <= 37.9 && at['longitude'] >= -122.5 && at['longitude'] <= -122.3).map(({ n }) => n);
    const corners = [point(37.7, -122.5), point(37.7, -122.3), point(37.9, -122.3), point(37.9, -122.5)];
    expect(await ask({ at: { $within: { $box: [corners[0], corners[2]] } } }, { order: 'n' })).toEqual(inBox);
    expect(await ask({ at: { $geoWithin: { $polygon: corners } } }, { order: 'n' })).toEqual(inBox);
    expect(await ask({ at: { $geoWithin: { $centerSphere: [CENTRE, 40 / EARTH_KM] } } }, { order: 'n' })).toEqual(sorted(within(40)));
    expect(await ask({ at: { $within: { $box: [corners[0], corners[2]] } }, even: true }, { order: 'n' })).toEqual(inBox.filter((n) => n % 2 === 0));
    const count = (await deployment.anyone.find('Place', { where: { at: { $geoWithin: { $polygon: corners } } }, count: 1, limit: 0 })).count;
    expect(count).toBe(inBox.length);
  }); // prettier-ignore

  const refused: readonly [string, Json, Json][] = [
    ['QRY-41 near in a branch', { $or: [near(), { n: 1 }] }, {}],
    ['near in a branch that is denied', { $nor: [near()] }, {}],
    ['QRY-48 near on a number', { n: { $nearSphere: CENTRE } }, {}],
    ['QRY-48 near a point out of range', { at: { $nearSphere: { __type: 'GeoPoint', latitude: 91, longitude: 0 } } }, {}],
    ['two near constraints', { $and: [near(), near()] }, {}],
    ['near by pages', near(), { after: '' }],
    ['near by pages in an order', near(), { after: '', order: 'n' }],
  ];
  it.each(refused)('refuses %s', async (_title, where, more) => {
    expect(await codeOf(ask(where, more))).toBe(102);
  });

  it('QRY-41 takes boxes, polygons and circles in branches', async () => {
    const box = { at: { $within: { $box: [point(-40, 50), point(-30, 60)] } } };
    expect(await ask({ $or: [box, { n: 3 }] }, { order: 'n' })).toEqual([3, FAR.n]);
    const circle = { at: { $geoWithin: { $centerSphere: [FAR.at, 0.001] } } };
    expect(await ask({ $or: [circle, { n: 3 }] }, { order: 'n' })).toEqual([3, FAR.n]);
  });
});
