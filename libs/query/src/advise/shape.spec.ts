import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, and, eq, EVERYTHING, exists, gte, isIn, lt, ne, nor, NOTHING, or, regex, type Condition } from '../index.ts';
import { shapeOf } from './shape.ts';

/** Conditions as trees of fields and kinds, to be filled with values and written in any order. */
type Tree = { readonly field: string; readonly kind: number } | { readonly group: 'and' | 'or' | 'nor'; readonly items: readonly Tree[] };

const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.record({ field: fc.constantFrom('a', 'b', 'c.d'), kind: fc.nat(7) }),
    fc.record({ group: fc.constantFrom('and', 'or', 'nor'), items: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }) }),
  ),
})).tree;

const GROUPS = { and, or, nor };

/** @param seed decides values and the order of members, and nothing else */
function written(node: Tree, seed: number): Condition {
  if ('group' in node) {
    const items = node.items.map((item, nth) => written(item, seed * 31 + nth));
    const turned = seed % 2 === 0 ? items.reverse() : items;
    return GROUPS[node.group](...turned);
  }
  const { field, kind } = node;
  const text = `secret${seed}`;
  const kinds = [
    eq(field, text),
    ne(field, seed),
    gte(field, seed),
    lt(field, new Date(seed)),
    isIn(
      field,
      Array.from({ length: 1 + (Math.abs(seed) % 5) }, () => text),
    ),
    all(field, [text, seed]),
    regex(field, `^${text}`),
    regex(field, text, 'i'),
  ];
  return kinds[kind] as Condition;
}

describe('shapeOf', () => {
  it('PER-03 is the same whatever the values and whatever the order of members', () => {
    fc.assert(
      fc.property(tree, fc.nat(1_000), fc.nat(1_000), (node, one, other) => {
        expect(shapeOf(written(node, one), [])).toBe(shapeOf(written(node, other), []));
      }),
    );
  });

  it('SEC-31 holds no value', () => {
    fc.assert(
      fc.property(tree, fc.nat(1_000), (node, seed) => {
        expect(shapeOf(written(node, seed), [])).not.toContain('secret');
      }),
    );
  });

  it.each<[Condition, string]>([
    [EVERYTHING, 'everything'],
    [NOTHING, 'nothing'],
    [and(gte('b', 1), eq('a', 1)), 'a eq & b gte'],
    [or(eq('a', 1), eq('a', 2), lt('b', 3)), 'or(a eq | b lt)'],
    [and(exists('a'), exists('b', false)), 'a exists & b missing'],
    [regex('a', '^x'), 'a prefix'],
    [regex('a', 'x'), 'a pattern'],
    [regex('a', '^x', 'i'), 'a pattern:i'],
  ])('says %j as %j', (condition, shape) => {
    expect(shapeOf(condition, [])).toBe(shape);
  });

  it('tells apart what needs another index', () => {
    const order = [
      { field: 'score', descending: true },
      { field: 'name', descending: false },
    ];
    expect(shapeOf(eq('a', 1), order)).toBe('a eq order -score,name');
    expect(shapeOf(eq('a', 1), [...order].reverse())).not.toBe(shapeOf(eq('a', 1), order));
    expect(shapeOf(eq('a', 1), [])).not.toBe(shapeOf(ne('a', 1), []));
  });
});
