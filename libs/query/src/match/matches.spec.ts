import { ParseFile, Relation } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { and, eq, EVERYTHING, exists, isIn, lt, ne, nor, NOTHING, or, regex } from '../build.ts';
import { matches } from './matches.ts';

describe('matches', () => {
  it('knows everything and nothing', () => {
    expect(matches(EVERYTHING, {})).toBe(true);
    expect(matches(NOTHING, {})).toBe(false);
  });

  it('joins conditions', () => {
    const object = { a: 1, b: 2 };
    expect(matches(and(eq('a', 1), eq('b', 2)), object)).toBe(true);
    expect(matches(and(eq('a', 1), eq('b', 3)), object)).toBe(false);
    expect(matches(or(eq('a', 2), eq('b', 2)), object)).toBe(true);
    expect(matches(nor(eq('a', 2), eq('b', 2)), object)).toBe(false);
  });

  it('reads own members only', () => {
    expect(matches(exists('toString'), {})).toBe(false);
    expect(matches(exists('o.hasOwnProperty'), { o: {} })).toBe(false);
  });

  it('finds the lists that grant access', () => {
    const readable = isIn('_rperm', [null, '*', 'ann']);
    expect(matches(readable, {})).toBe(true);
    expect(matches(readable, { _rperm: ['bob', 'ann'] })).toBe(true);
    expect(matches(readable, { _rperm: ['bob'] })).toBe(false);
    expect(matches(readable, { _rperm: [] })).toBe(false);
  });

  it("compares a field's file by name, one in a list as it was sent", () => {
    expect(matches(eq('f', new ParseFile('x', 'http://a/')), { f: new ParseFile('x') })).toBe(true);
    expect(matches(eq('f', new ParseFile('x', 'http://a/')), { f: [new ParseFile('x')] })).toBe(false);
  });

  it('sees nothing of a relation, of which nothing is stored', () => {
    expect(matches(exists('likes'), { likes: new Relation('Post') })).toBe(false);
  });

  it('finds numbers that are none unordered', () => {
    expect(matches(lt('n', 1), { n: NaN })).toBe(false);
    expect(matches(ne('n', 1), { n: NaN })).toBe(true);
  });

  it('refuses patterns that only the database can match', () => {
    expect(() => matches(regex('s', '(?=a)'), { s: 'a' })).toThrow(expect.objectContaining({ kind: 'InvalidQuery', code: 102 }));
  });
});
