import { describe, expect, it } from 'vitest';
import { MAP_HEIGHT, MAP_WIDTH, placeAt, placeOf, projectionOf } from './map-projection.ts';

describe('the map of a GeoPoint', () => {
  const berlin = { latitude: 52.5, longitude: 13.4 };

  it.each([1, 4, 16])('a point of the map at zoom %d leads back to its place', (zoom) => {
    const projection = projectionOf(zoom, berlin);
    const [x, y] = projection([13.4, 52.5]) ?? [NaN, NaN];
    expect(placeAt(projection, [x, y])).toEqual(berlin);
  });

  it('shows the place in the middle, once it is closer', () => {
    expect(placeAt(projectionOf(4, berlin), [MAP_WIDTH / 2, MAP_HEIGHT / 2])).toEqual(berlin);
    expect(placeAt(projectionOf(1, berlin), [MAP_WIDTH / 2, MAP_HEIGHT / 2])).toEqual({ latitude: 0, longitude: 0 });
  });

  it('knows no place beside the world, and none of texts that say none', () => {
    expect(placeAt(projectionOf(4, { latitude: 89, longitude: 0 }), [MAP_WIDTH / 2, 0])).toBeUndefined();
    expect([placeOf('', '1'), placeOf('91', '1'), placeOf('x', '1')]).toEqual([undefined, undefined, undefined]);
    expect(placeOf('52.5', '13.4')).toEqual(berlin);
  });
});
