import { describe, expect, it } from 'vitest';
import type { Condition, Group } from './ast.ts';
import { and, eq, EVERYTHING, isIn, nor, NOTHING, or, regex } from './build.ts';

const a = eq('a', 1);
const b = eq('b', 2);
const c = eq('c', 3);

describe('normal form', () => {
  it.each<[string, Condition, Condition]>([
    ['an and of nothing is everything', and(), EVERYTHING],
    ['an and of one is that one', and(a), a],
    ['ands flatten', and(a, and(b, c)), and(a, b, c)],
    ['everything adds nothing to an and', and(EVERYTHING, a, EVERYTHING), a],
    ['nothing makes an and nothing', and(a, NOTHING, b), NOTHING],
    ['an or of nothing is nothing', or(), NOTHING],
    ['ors flatten', or(a, or(b, c)), or(a, b, c)],
    ['nothing adds nothing to an or', or(NOTHING, or(a)), or(a)],
    ['everything makes an or everything', or(a, EVERYTHING), EVERYTHING],
    ['a nor of nothing is everything', nor(), EVERYTHING],
    ['a nor of an or is a nor', nor(or(a, b)), nor(a, b)],
    ['a nor of nothing else is everything', nor(NOTHING), EVERYTHING],
    ['a nor of everything is nothing', nor(a, EVERYTHING), NOTHING],
    ['options of a pattern are sorted, once each, without u', regex('a', 'x', 'suimi'), regex('a', 'x', 'ims')],
  ])('%s', (_title, built, expected) => {
    expect(built).toEqual(expected);
  });

  it('keeps an or of one, whose branch has rules of its own', () => {
    expect(or(a)).toEqual({ kind: 'or', items: [a] });
  });

  it('is frozen, lists included', () => {
    const operands = [1];
    const items = [a, isIn('b', operands)];
    const built = or(...items) as Group<'or'>;
    expect([built, built.items, built.items[0], operands].map(Object.isFrozen)).toEqual([true, true, true, true]);
  });
});
