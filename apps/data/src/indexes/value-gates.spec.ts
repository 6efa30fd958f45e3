import { describe, expect, it } from 'vitest';
import { gatesOf } from './value-gates.ts';

describe('gatesOf', () => {
  it.each([
    ['zoe', 'zoe'],
    ['zoe', 'ZOE'],
    ['Zoe@New.Example', 'zoe@new.example'],
    ['tz', 'ꜩ'],
    ['1', '१'],
    ['a', 'a\u0000'],
    ['café', 'CAFE\u0301'],
  ])('%j and %j, which a collation takes for equal, have a gate in common', (one, other) => {
    const common = gatesOf([one], true).filter((gate) => gatesOf([other], true).includes(gate));
    expect(common).not.toEqual([]);
  });

  it('a plain value passes one gate, and equal values the same', () => {
    for (const value of ['zoe', '', 'a b', 'x@y.example']) expect(gatesOf([value], true)).toHaveLength(1);
    expect(gatesOf(['naïve'], false)).toHaveLength(1);
    expect(gatesOf(['team', 'one'], false)).toEqual(gatesOf(['team', 'one'], false));
  });

  it('values are spread over many gates', () => {
    const names = Array.from({ length: 500 }, (_, at) => `user${at}`);
    expect(new Set(names.flatMap((name) => gatesOf([name], true))).size).toBeGreaterThan(50);
  });
});
