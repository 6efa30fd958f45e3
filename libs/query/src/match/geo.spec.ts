import { GeoPoint, Polygon, type ParseDictionary } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../ast.ts';
import { and, eq } from '../build.ts';
import { text } from '../build-asked.ts';
import { intersects, near, withinBox, withinCircle, withinPolygon } from '../build-geo.ts';
import { matches } from './matches.ts';

const ROME = new GeoPoint(41.8933, 12.4829);
const PARIS = new GeoPoint(48.8589, 2.32);
const SYDNEY = new GeoPoint(-33.8698, 151.2083);
const SUVA = new GeoPoint(-18.1416, 178.4419);
const APIA = new GeoPoint(-13.8344, -171.7692);

const at = (place: GeoPoint, condition: Condition) => matches(condition, { place });
const kilometers = (length: number) => length / 6_371;
const miles = (length: number) => length / 3_958.8;

describe('distances', () => {
  it.each<[from: string, to: string, GeoPoint, GeoPoint, number]>([
    ['Rome', 'Paris', ROME, PARIS, kilometers(1_106)],
    ['Paris', 'Sydney', PARIS, SYDNEY, kilometers(16_962)],
    ['Suva', 'Apia, beyond the date line', SUVA, APIA, kilometers(1_150)],
    ['Rome', 'itself', ROME, ROME, 0],
  ])('QRY-45 %s is as far from %s as the earth has it, within 0.5 %%', (_from, _to, one, other, radians) => {
    expect(at(one, withinCircle('place', other, radians * 1.005))).toBe(true);
    expect(at(one, near('place', other, { maxRadians: radians * 1.005 }))).toBe(true);
    expect(at(one, near('place', other, { minRadians: radians * 0.995 }))).toBe(true);
    if (radians === 0) return;
    expect(at(one, withinCircle('place', other, radians * 0.995))).toBe(false);
    expect(at(one, near('place', other, { maxRadians: radians * 0.995 }))).toBe(false);
    expect(at(one, near('place', other, { minRadians: radians * 1.005 }))).toBe(false);
  });

  it('QRY-45 five miles are five miles', () => {
    const north = (length: number) => new GeoPoint(ROME.latitude + (miles(length) * 180) / Math.PI, ROME.longitude);
    expect(at(north(4.99), near('place', ROME, { maxRadians: miles(5) }))).toBe(true);
    expect(at(north(5.01), near('place', ROME, { maxRadians: miles(5) }))).toBe(false);
  });

  it('without a distance everywhere is near', () => {
    expect(at(SYDNEY, near('place', ROME))).toBe(true);
    expect(at(new GeoPoint(-41.8933, -167.5171), near('place', ROME, { maxRadians: Math.PI }))).toBe(true);
  });
});

describe('boxes and polygons', () => {
  it('QRY-47 a box holds what lies between its sides, and on them', () => {
    const box = withinBox('place', new GeoPoint(40, 0), new GeoPoint(50, 12.4829));
    expect(at(ROME, box)).toBe(true);
    expect(at(PARIS, box)).toBe(true);
    expect(at(SYDNEY, box)).toBe(false);
    expect(at(new GeoPoint(39.99, 5), box)).toBe(false);
  });

  it('a polygon may be concave, and go round either way', () => {
    const corners = [new GeoPoint(0, 0), new GeoPoint(0, 10), new GeoPoint(10, 10), new GeoPoint(2, 5), new GeoPoint(10, 0)];
    for (const ring of [corners, [...corners].reverse()]) {
      expect(at(new GeoPoint(1, 5), withinPolygon('place', [...ring]))).toBe(true);
      expect(at(new GeoPoint(5, 1), withinPolygon('place', [...ring]))).toBe(true);
      expect(at(new GeoPoint(6, 5), withinPolygon('place', [...ring]))).toBe(false);
      expect(at(new GeoPoint(-1, 5), withinPolygon('place', [...ring]))).toBe(false);
    }
  });
});

describe('polygons that hold a point', () => {
  const holds = (ring: [number, number][], point: GeoPoint) =>
    matches(intersects('area', point), { area: new Polygon([...ring, ring[0] as [number, number]]) });

  it('has sides that are great circles', () => {
    const wide: [number, number][] = [[40, -60], [40, 60], [10, 60], [10, -60]]; // prettier-ignore
    expect(holds(wide, new GeoPoint(50, 0))).toBe(true); // north of the parallel, south of the great circle
    expect(holds(wide, new GeoPoint(15, 0))).toBe(false); // the southern side is bent to the north as well
    expect(holds(wide, new GeoPoint(30, 0))).toBe(true);
  });

  it('goes across the date line and around a pole', () => {
    const pacific: [number, number][] = [[-20, 170], [-20, -170], [0, -170], [0, 170]]; // prettier-ignore
    expect(holds(pacific, SUVA)).toBe(true);
    expect(holds(pacific, APIA)).toBe(true);
    expect(holds(pacific, new GeoPoint(-10, 0))).toBe(false);
    const cap: [number, number][] = [[80, 0], [80, 90], [80, 180], [80, -90]]; // prettier-ignore
    expect(holds(cap, new GeoPoint(90, 0))).toBe(true);
    expect(holds(cap, new GeoPoint(79, 45))).toBe(false);
  });
});

describe('what is no place', () => {
  it('matches nothing', () => {
    const objects: ParseDictionary[] = [
      {},
      { place: null },
      { place: 'Rome' },
      { place: [12.4829, 41.8933] },
      { place: [ROME] },
      { o: { place: ROME } },
    ];
    for (const object of objects) {
      for (const condition of [
        near('place', ROME),
        withinCircle('place', ROME, 4),
        withinCircle('o.place', ROME, 4),
        intersects('place', ROME),
      ]) {
        expect(matches(condition, object)).toBe(false);
      }
    }
  });
});

describe('a text search', () => {
  it('is left to the database', () => {
    expect(() => matches(and(eq('n', 1), text('s', 'coffee')), { n: 1, s: 'coffee' })).toThrow(
      expect.objectContaining({ kind: 'InvalidQuery', code: 102 }),
    );
  });
});
