import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { assertBodyLimits } from './body-limits.ts';

function codeOf(body: unknown): number | 'none' {
  try {
    assertBodyLimits(body);
    return 'none';
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
}

/** A body of `depth` objects, the innermost holding `innermost`. */
function nested(depth: number, innermost: string): unknown {
  return JSON.parse('{"a":'.repeat(depth - 1) + innermost + '}'.repeat(depth - 1));
}

describe('assertBodyLimits', () => {
  it.each([
    ['an array', '[1]'],
    ['a string', '"x"'],
    ['a number', '1'],
    ['null', 'null'],
  ])('OBJ-27 refuses %s as a body with 107', (_what, text) => {
    expect(codeOf(JSON.parse(text))).toBe(107);
  });

  it('SEC-21 accepts 100 levels and refuses 101 with 107', () => {
    expect(codeOf(nested(100, '{"x":1}'))).toBe('none');
    expect(codeOf(nested(101, '{"x":1}'))).toBe(107);
    expect(codeOf(nested(99, '[[]]'))).toBe('none');
    expect(codeOf(nested(99, '[[[]]]'))).toBe(107);
  });

  it('SEC-21 refuses 100,000 levels without exhausting the stack', () => {
    expect(codeOf({ a: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) })).toBe(107);
  });

  it('SEC-21 accepts 100,000 keys and refuses one more with 107', () => {
    const keys = (count: number): unknown => ({ o: Object.fromEntries(Array.from({ length: count - 1 }, (_, at) => [`k${at}`, at])) });
    expect(codeOf(keys(100_000))).toBe('none');
    expect(codeOf(keys(100_001))).toBe(107);
  });

  it('SEC-21 accepts 1,000 fields and refuses one more with 107', () => {
    const fields = (count: number): Record<string, number> => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n]));
    assertBodyLimits(fields(1_000));
    expect(() => assertBodyLimits(fields(1_001))).toThrow(expect.objectContaining({ code: 107 }));
    assertBodyLimits({ inside: fields(1_001) });
  });

  it('OBJ-29 accepts keys of 1,024 characters and refuses longer ones with 107', () => {
    expect(codeOf({ ['k'.repeat(1_024)]: { ['k'.repeat(1_024)]: 1 } })).toBe('none');
    expect(codeOf({ ['k'.repeat(1_025)]: 1 })).toBe(107);
    expect(codeOf({ o: { ['k'.repeat(1_025)]: 1 } })).toBe(107);
  });

  for (const key of ['__proto__', 'constructor', 'prototype', '_bsontype']) {
    for (const depth of [1, 5, 30]) {
      it(`SEC-01 refuses ${key} at depth ${depth} with 105`, () => {
        expect(codeOf(nested(depth, `{"${key}":{"polluted":true}}`))).toBe(105);
        expect(codeOf(nested(depth, `{"list":[[{"${key}":1}]]}`))).toBe(105);
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      });
    }
  }

  it.each(['a$b', '$set', 'a.b', '.', '$'])('OBJ-20 refuses the nested key %j with 121', (key) => {
    expect(codeOf({ o: { [key]: 1 } })).toBe(121);
    expect(codeOf({ list: [{ [key]: 1 }] })).toBe(121);
  });

  it('leaves $ and . of first-level keys to the grammar of fields', () => {
    expect(codeOf({ 'a.b': 1, a$b: 1 })).toBe('none');
  });

  it('refuses NUL in keys with 105 and accepts it in values', () => {
    expect(codeOf({ 'a\0': 1 })).toBe(105);
    expect(codeOf({ o: { 'a\0': 1 } })).toBe(105);
    expect(codeOf({ a: 'x\0y' })).toBe('none');
  });

  it.each(['{"a":"\\ud800"}', '{"a":["x\\udc00y"]}', '{"o":{"\\ud800":1}}', '{"\\ud800":1}'])(
    'OBJ-27 refuses lone surrogates in %s with 107',
    (text) => {
      expect(codeOf(JSON.parse(text))).toBe(107);
    },
  );

  it('accepts surrogate pairs', () => {
    expect(codeOf({ a: '😀', o: { '😀': '😀' } })).toBe('none');
  });

  it('refuses numbers beyond the range of doubles with 107', () => {
    expect(codeOf(JSON.parse('{"a":1e999}'))).toBe(107);
    expect(codeOf(JSON.parse('{"a":[-1e999]}'))).toBe(107);
    expect(codeOf(JSON.parse('{"a":1.7e308}'))).toBe('none');
  });
});
