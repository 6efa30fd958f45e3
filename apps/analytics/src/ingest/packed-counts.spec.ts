import { expect, it } from 'vitest';
import { OTHER, PackedCounts } from './packed-counts.ts';

it('counts an entry once, however often it is read', () => {
  const counts = PackedCounts.fresh('id', 0);
  counts.add(5, 'a', 1, 10);
  counts.add(5, 'b', 2, 10);
  const again = PackedCounts.of(counts.toDocument(5));
  expect(again.add(5, 'a', 1, 10)).toBeUndefined();
  expect(again.isDirty).toBe(false);
  again.add(6, 'a', 1, 10);
  expect(again.toDocument(6)).toMatchObject({ q: 6, n: 4, k: ['a', 'b'], c: [2, 2] });
});

it('counts values beyond the bound together, and known ones still for themselves', () => {
  const counts = PackedCounts.fresh('id', 0);
  for (const value of ['a', 'b', 'c', 'a', 'd']) counts.add(1, value, 1, 2);
  expect(Object.fromEntries(counts.counts)).toEqual({ a: 2, b: 1, [OTHER]: 2 });
  expect(counts.toDocument(1).n).toBe(5);
});
