import { expect, it } from 'vitest';
import { LocalCounters } from './local-counters.ts';

it('counts from the first point to the end of its window, and then anew', () => {
  const counters = new LocalCounters();
  expect(counters.get('a', 0)).toEqual({ points: 0, msLeft: 0 });
  expect(counters.add('a', 2, 10, 1_000)).toEqual({ points: 2, msLeft: 10_000 });
  expect(counters.add('a', 3, 10, 4_000)).toEqual({ points: 5, msLeft: 7_000 });
  expect(counters.get('b', 4_000)).toEqual({ points: 0, msLeft: 0 });
  expect(counters.get('a', 10_999)).toEqual({ points: 5, msLeft: 1 });
  expect(counters.get('a', 11_000)).toEqual({ points: 0, msLeft: 0 });
  expect(counters.add('a', 1, 10, 11_000)).toEqual({ points: 1, msLeft: 10_000 });
});
