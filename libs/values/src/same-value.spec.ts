import { describe, expect, it } from 'vitest';
import { decodeValue } from './decode-value.ts';
import { ParseFile } from './file.ts';
import { sameValue, uniqueValues } from './same-value.ts';
import type { ParseValue } from './value.ts';

const pointer = (className: string, objectId: string) => decodeValue({ __type: 'Pointer', className, objectId });
const date = (iso: string) => decodeValue({ __type: 'Date', iso });

const SAME: [ParseValue, ParseValue][] = [
  [1, 1.0],
  [null, null],
  [pointer('Team', 'a'), pointer('Team', 'a')],
  [date('2020-01-01T00:00:00.000Z'), date('2020-01-01T01:00:00.000+01:00')],
  [
    { a: 1, b: [{ c: 1, d: 2 }] },
    { b: [{ d: 2, c: 1 }], a: 1 },
  ],
  [new ParseFile('f', 'http://one'), new ParseFile('f', 'http://two')],
  [[{ f: new ParseFile('f', 'http://one') }], [{ f: new ParseFile('f') }]],
];

const DIFFERENT: [ParseValue, ParseValue][] = [
  [1, '1'],
  [0, false],
  [null, 0],
  [{}, []],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 1]],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ a: null }, { b: null }],
  [pointer('Team', 'a'), pointer('Team', 'b')],
  [pointer('Team', 'a'), pointer('Other', 'a')],
  [pointer('Team', 'a'), { className: 'Team', objectId: 'a' }],
  [pointer('Team', 'a'), 'Team$a'],
  [date('2020-01-01T00:00:00.000Z'), '2020-01-01T00:00:00.000Z'],
  [{ toString: 1 }, { a: 1 }],
];

describe('sameValue', () => {
  it.each(SAME)('OBJ-13 calls %j and %j equal', (a, b) => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([true, true]);
    expect(uniqueValues([a, b])).toEqual([a]);
  });

  it.each(DIFFERENT)('OBJ-13 calls %j and %j different', (a, b) => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([false, false]);
    expect(uniqueValues([a, b])).toEqual([a, b]);
  });

  it('OBJ-12 keeps the first of equal values, in order', () => {
    expect(uniqueValues(['b', 1, 'a', 'b', 1, { x: 1, y: 2 }, { y: 2, x: 1 }])).toEqual(['b', 1, 'a', { x: 1, y: 2 }]);
  });

  it('stays fast for long lists of different dictionaries', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({ a: at, b: at }));
    expect(uniqueValues([...many, ...many])).toHaveLength(20_000);
  });

  it('stays fast for lists of dates and of their texts, which print alike', () => {
    const many = Array.from({ length: 8_192 }, (_, n) =>
      Array.from({ length: 13 }, (_, bit) => ((n >> bit) & 1 ? new Date(0) : new Date(0).toISOString())),
    );
    const begin = performance.now();
    expect(uniqueValues([...many, ...many])).toHaveLength(8_192);
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});
