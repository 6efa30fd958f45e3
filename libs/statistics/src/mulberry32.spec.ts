import { expect, it } from 'vitest';
import { mulberry32 } from './mulberry32.ts';

it('T11 draws the numbers of the contract', () => {
  const random = mulberry32(12345);
  const drawn = [random(), random(), random(), random()];
  expect(drawn).toEqual([0.9797282677609473, 0.3067522644996643, 0.484205421525985, 0.817934412509203]);
});

it('draws from 0 to below 1, evenly', () => {
  const random = mulberry32(-7);
  const tenths = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw++) {
    const tenth = Math.floor(random() * 10);
    tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400); // four standard deviations
});
