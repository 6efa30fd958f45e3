import { expect, it } from 'vitest';
import { OTHER } from '../ingest/packed-counts.ts';
import { sum, Tally } from './tally.ts';

it('names the most frequent values, and adds the others up at every point', () => {
  const tally = new Tally(2);
  for (const [value, point, times] of [
    ['rare', 0, 1],
    ['often', 0, 5],
    ['often', 1, 5],
    ['equal', 1, 3],
    ['also', 1, 3],
    [OTHER, 1, 7],
  ] as const)
    tally.add(value, point, times);
  const { groups, rest, isCut } = tally.top(2);
  expect(groups).toEqual([
    { value: 'often', total: 10, counts: [5, 5] },
    { value: 'also', total: 3, counts: [0, 3] },
  ]);
  expect([rest, isCut]).toEqual([[1, 10], true]);
  expect(sum(tally.sums())).toBe(10 + 3 + sum(rest));
});
