import { describe, expect, it } from 'vitest';
import { compare, isUnderBound, tableOf } from './report.ts';

const times = (ms: number) => [ms - 1, ms, ms + 1, ms + 30, ms - 2, ms];

describe('the comparison of times', () => {
  it('puts every kind beside the first, by their medians', () => {
    const [wrong, locked, ...others] = compare('log-in', { unknown: times(100), wrong: times(104), locked: times(90) });
    expect(others).toEqual([]);
    expect(wrong).toMatchObject({ kinds: ['unknown', 'wrong'], mediansMs: [100, 104], difference: 0.04 });
    expect(locked?.difference).toBeCloseTo(1 / 9);
    expect([wrong, locked].map((comparison) => comparison !== undefined && isUnderBound(comparison))).toEqual([true, false]);
  });

  it('says in its table which is over the bound', () => {
    const lines = tableOf(compare('log-in', { unknown: times(100), wrong: times(120) })).split('\n');
    expect(lines.at(-1)).toContain('| **20.0 %** | **over** |');
  });
});
