import { expect, it } from 'vitest';
import { informationFraction, sequentialAlpha } from './sequential.ts';

it.each([
  [0.25, 7.366808436e-6, 15],
  [0.5, 0.001525322758, 12],
  [0.75, 0.009649324954, 12],
  [1, 0.025, 12],
])('T11 allows a look at %f of the information the error of the contract', (t, alpha, digits) => {
  expect(sequentialAlpha(0.05, t)).toBeCloseTo(alpha, digits);
});

it('knows how much has come: little at first, all after 72 hours, by the app’s own curve where there is one', () => {
  expect(informationFraction(0)).toBe(0.05);
  expect(informationFraction(-1)).toBe(0.05);
  expect(informationFraction(8)).toBeCloseTo(1 - Math.exp(-1), 12);
  expect(informationFraction(72)).toBe(1);
  expect(informationFraction(10, () => 0.4)).toBe(0.4);
  expect(informationFraction(10, () => 3)).toBe(1);
});
