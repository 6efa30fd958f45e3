import { describe, expect, it } from 'vitest';
import { isOn } from './drop-indexes-of.ts';

const on = (key: Record<string, unknown>, ...fields: string[]) => isOn({ name: 'x', key, options: {} }, new Set(fields));

describe('isOn', () => {
  it.each<[Record<string, unknown>, string[], boolean]>([
    [{ a: 1 }, ['a'], true],
    [{ b: 1 }, ['a'], false],
    [{ b: 1, a: -1 }, ['a'], true],
    [{ _p_a: 1 }, ['a'], true],
    [{ 'a.b.c': 1 }, ['a'], true],
    [{ ab: 1 }, ['a'], false],
    [{ a: '2dsphere' }, ['a'], true],
    [{ a: 'text' }, ['a'], true],
    [{ a: 'text', b: 'text' }, ['a'], false],
    [{ a: 'text', b: 'text' }, ['a', 'b'], true],
    [{ b: 1, a: 'text', c: 'text' }, ['b'], true],
    [{ _id: 1 }, ['a', 'id'], false],
  ])('%j without %j: %s', (key, fields, expected) => {
    expect(on(key, ...fields)).toBe(expected);
  });
});
