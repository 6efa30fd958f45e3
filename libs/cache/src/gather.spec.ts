import { describe, expect, it } from 'vitest';
import { Gatherer } from './gather.ts';

/** A gatherer that doubles numbers, and the groups it was given. */
function doubling(): { gatherer: Gatherer<number, number>; groups: string[] } {
  const groups: string[] = [];
  const gatherer = new Gatherer<number, number>(async (key, entries) => {
    groups.push(`${key}:${entries.join(',')}`);
    if (entries.includes(13)) throw new Error('unlucky');
    return entries.map((entry) => entry * 2);
  });
  return { gatherer, groups };
}

describe('Gatherer', () => {
  it('does together what is asked for in one turn, apart by key, and answers each', async () => {
    const { gatherer, groups } = doubling();
    const results = await Promise.all([gatherer.add('a', 1), gatherer.add('b', 2), gatherer.add('a', 3)]);
    expect(results).toEqual([2, 4, 6]);
    expect(groups).toEqual(['a:1,3', 'b:2']);
  });

  it('begins a new group in the next turn', async () => {
    const { gatherer, groups } = doubling();
    await gatherer.add('a', 1);
    await gatherer.add('a', 2);
    expect(groups).toEqual(['a:1', 'a:2']);
  });

  it('starts a full group at once, and another for what follows', async () => {
    const { gatherer, groups } = doubling();
    const results = await Promise.all(Array.from({ length: 201 }, (_, n) => gatherer.add('a', n + 100)));
    expect(results.at(-1)).toBe(600);
    expect(groups.map((group) => group.split(',').length)).toEqual([100, 100, 1]);
  });

  it('fails the entries of a group that fails, and no others', async () => {
    const { gatherer } = doubling();
    const outcomes = await Promise.allSettled([gatherer.add('a', 13), gatherer.add('a', 1), gatherer.add('b', 2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
