import { Pointer } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import type { AskedNode, Condition } from './ast.ts';
import { askedNodes, isPlain, replaceAsked } from './asked.ts';
import { and, eq, EVERYTHING, isIn, nor, NOTHING, or } from './build.ts';
import { inQuery, relatedTo, select } from './build-asked.ts';

const subquery = { className: 'Post', condition: EVERYTHING, order: [], limit: undefined, skip: 0 };
const posts = inQuery('post', subquery);
const cities = select('home', subquery, 'city');
const members = relatedTo(new Pointer('Post', 'p'), 'likes');

describe('askedNodes', () => {
  it('lists what waits for other objects, wherever it stands', () => {
    expect(askedNodes(and(eq('a', 1), posts, or(cities, nor(members))))).toEqual([posts, cities, members]);
    expect(askedNodes(posts)).toEqual([posts]);
  });

  it('leaves out those of subqueries, which are queries of their own', () => {
    const outer = inQuery('post', { ...subquery, condition: cities });
    expect(askedNodes(outer)).toEqual([outer]);
  });

  it('finds nothing in a plain condition', () => {
    for (const where of [EVERYTHING, NOTHING, eq('a', 1), or(and(eq('a', 1), eq('b', 2)), nor(eq('c', 3)))]) {
      expect(isPlain(where)).toBe(true);
      expect(askedNodes(where)).toEqual([]);
    }
    expect(isPlain(or(eq('a', 1), and(eq('b', 1), posts)))).toBe(false);
  });
});

describe('replaceAsked', () => {
  const answers = new Map<AskedNode, Condition>([
    [posts, isIn('post', [])],
    [cities, NOTHING],
    [members, EVERYTHING],
  ]);
  const answer = (node: AskedNode): Condition => answers.get(node) as Condition;

  it('gives the same condition when there is nothing to replace', () => {
    const where = and(eq('a', 1), eq('b', 2));
    expect(replaceAsked(where, answer)).toBe(where);
  });

  it('puts answers in their places, in normal form', () => {
    expect(replaceAsked(posts, answer)).toEqual(isIn('post', []));
    expect(replaceAsked(and(eq('a', 1), members), answer)).toEqual(eq('a', 1));
    expect(replaceAsked(and(eq('a', 1), cities), answer)).toBe(NOTHING);
    expect(replaceAsked(or(eq('a', 1), cities, posts), answer)).toEqual(or(eq('a', 1), isIn('post', [])));
    expect(replaceAsked(or(eq('a', 1), members), answer)).toBe(EVERYTHING);
    expect(replaceAsked(nor(members, eq('a', 1)), answer)).toBe(NOTHING);
    expect(replaceAsked(nor(cities), answer)).toBe(EVERYTHING);
    expect(replaceAsked(and(posts, or(posts, eq('b', 1))), answer)).toEqual(and(isIn('post', []), or(isIn('post', []), eq('b', 1))));
  });

  it('flattens answers that are groups themselves', () => {
    const both = and(eq('x', 1), eq('y', 2));
    expect(replaceAsked(and(eq('a', 1), posts), () => both)).toEqual(and(eq('a', 1), eq('x', 1), eq('y', 2)));
  });
});
