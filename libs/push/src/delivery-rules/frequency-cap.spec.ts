import { describe, expect, it } from 'vitest';
import { mayHaveAnother, rememberedOf, type CapRule } from './frequency-cap.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 30, 12);
const ago = (...hours: number[]) => hours.map((hour) => NOW - hour * HOUR);
const DAY: CapRule[] = [{ pushes: 3, hours: 24 }];
const BOTH: CapRule[] = [
  { pushes: 1, hours: 1 },
  { pushes: 3, hours: 24 },
];

describe('a frequency cap', () => {
  it.each<[string, CapRule[], number[], boolean]>([
    ['nothing so far', DAY, [], true],
    ['fewer than the rule says', DAY, ago(1, 2), true],
    ['as many as the rule says', DAY, ago(1, 2, 23.9), false],
    ['one of them exactly a day old: the window slides', DAY, ago(1, 2, 24), true],
    ['no rule', [], ago(0, 0, 0, 0), true],
    ['the shorter rule is used up', BOTH, ago(0.5), false],
    ['the longer rule is used up', BOTH, ago(2, 3, 4), false],
    ['neither is used up', BOTH, ago(2, 3), true],
    ['by the clock of another worker, which is ahead', DAY, ago(-0.01, 1, 2), false],
  ])('after %s', (_, rules, handedOver, expected) => {
    expect(mayHaveAnother(handedOver, rules, NOW)).toBe(expected);
  });

  it('remembers no more than its rules look at', () => {
    expect(rememberedOf(BOTH)).toEqual({ pushes: 3, ms: 24 * HOUR });
    expect(rememberedOf([])).toEqual({ pushes: 0, ms: 0 });
  });
});
