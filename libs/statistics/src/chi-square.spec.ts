import { expect, it } from 'vitest';
import { chiSquareTail } from './chi-square.ts';

// The critical values of the usual tables, here with more digits (NIST/SEMATECH e-Handbook, section 1.3.6.7.4).
it.each([
  [1, 3.841458820694124, 0.05],
  [2, 5.991464547107979, 0.05],
  [3, 7.814727903251179, 0.05],
  [4, 9.487729036781154, 0.05],
  [9, 27.877164871256568, 0.001],
])('has the tail of chi-square with %i degrees of freedom at %f', (degrees, value, p) => {
  expect(chiSquareTail(value, degrees)).toBeCloseTo(p, 10);
});

it('is 1 at and below zero, and needs a degree of freedom', () => {
  expect([chiSquareTail(0, 1), chiSquareTail(-1, 4)]).toEqual([1, 1]);
  for (const degrees of [0, 1.5]) expect(() => chiSquareTail(1, degrees)).toThrow(RangeError);
});
