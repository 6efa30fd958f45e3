import { describe, expect, it } from 'vitest';
import { evenBounds } from './even-bounds.ts';

const ids = (count: number) => Array.from({ length: count }, (_, at) => `id${String(at).padStart(4, '0')}`);

describe('bounds of even parts', () => {
  it.each([
    [100, 4, ['id0024', 'id0049', 'id0074']],
    [10, 1, []],
    [3, 8, ['id0000', 'id0001']],
    [0, 5, []],
    [1, 2, []],
  ])('of %i ids in %i parts', (count, parts, expected) => {
    expect(evenBounds(ids(count), parts)).toEqual(expected);
  });
});
