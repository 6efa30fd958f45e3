import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byCodePoint, laneOf, partitionsFor, rangesBetween, sampleSize } from './partitions.ts';

describe('a plan', () => {
  it('PSH-29 has small audiences in the fast lane, unless the sender chose', () => {
    expect([0, 10_000, 10_001].map((estimate) => laneOf(estimate))).toEqual(['fast', 'fast', 'bulk']);
    expect(laneOf(1, 'bulk')).toBe('bulk');
    expect(laneOf(1e9, 'fast')).toBe('fast');
  });

  it('has a part for each 25 000 installations, one at least and 4096 at most', () => {
    expect([0, 1, 25_000, 25_001, 1_000_000, 1e9].map(partitionsFor)).toEqual([1, 1, 1, 2, 40, 4_096]);
    expect([1, 2, 4_096].map(sampleSize)).toEqual([0, 40, 81_920]);
  });

  it('is cut by ids that were drawn', () => {
    expect(rangesBetween([], 1)).toEqual([{ lo: null, hi: null }]);
    expect(rangesBetween([], 4)).toEqual([{ lo: null, hi: null }]);
    expect(rangesBetween(['d', 'a', 'c', 'b'], 2)).toEqual([
      { lo: null, hi: 'c' },
      { lo: 'c', hi: null },
    ]);
    expect(rangesBetween(['a', 'a', 'a', 'a'], 4)).toEqual([
      { lo: null, hi: 'a' },
      { lo: 'a', hi: null },
    ]);
  });

  it('I3 holds every id exactly once', () => {
    const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(id, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), id, (drawn, partitions, searched) => {
        const holding = rangesBetween(drawn, partitions).filter(
          ({ lo, hi }) => (lo === null || byCodePoint(searched, lo) > 0) && (hi === null || byCodePoint(searched, hi) <= 0),
        );
        expect(holding).toHaveLength(1);
      }),
    );
  });

  it('orders ids as MongoDB does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        expect(Math.sign(byCodePoint(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
      }),
    );
    expect(['\u{1f600}', '\uffee'].sort(byCodePoint)).toEqual(['\uffee', '\u{1f600}']);
  });
});
