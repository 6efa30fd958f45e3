import { expect, it } from 'vitest';
import { holm } from './holm.ts';

it('adjusts p values by their rank, in the order given, never above 1', () => {
  expect(holm([0.04, 0.01, 0.03]).map((p) => Number(p.toFixed(9)))).toEqual([0.06, 0.03, 0.06]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([0.02])).toEqual([0.02]);
  expect(holm([])).toEqual([]);
});
